import { createBirpc, type BirpcReturn } from 'birpc'
import { invariant } from '../base/assert.ts'
import { isLabError, LabError } from '../base/errors.ts'
import type { RecordedTrial, RunEvent, RunPlanSummary } from '../contract/events.ts'
import { valueOf, type Answer, type HostFunctions, type ShellFunctions } from '../contract/host-wire.ts'
import type { Lab, RunObserver } from '../contract/lab.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { crashedRun } from '../engine/index.ts'
import { nodeClock } from '../node/clock.ts'
import { forkProcess, type ChildProcess, type ProcessExit } from '../node/processes.ts'

/** From sources the host is a .ts file, built it is a .js file beside this one. */
const HOST_FILE = new URL(
  import.meta.url.endsWith('.ts') ? './forked-child-main.ts' : './forked-child-main.js',
  import.meta.url,
)

/** A run that does not end by then is held by something that only the end of its process can end. */
const STOP_WITHIN_MILLIS = 2_500

/**
 * The forked-child carrier: the lab in a process of its own, so that whatever ends that process costs one run and
 * never the shell. The next call starts a new one.
 * @param file the host's entry; tests put other experiments behind it
 */
export function openForkedChild(file: URL = HOST_FILE): Lab & { readonly pid: number | undefined } {
  let host: Host | null = null
  const alive = (): Host => {
    if (host?.alive !== true) host = new Host(file)
    return host
  }
  return {
    get pid() {
      return host?.alive === true ? host.pid : undefined
    },
    catalogue: async () => valueOf(await alive().call('catalogue', [])),
    run: (request, observer) => alive().run(request, observer),
    async stop() {
      if (host?.alive === true) await host.stop()
    },
    doctor: async () => valueOf(await alive().call('doctor', [])),
    report: async (run, format) => valueOf(await alive().call('report', [run, format])),
    async close() {
      await host?.close()
      host = null
    },
  }
}

/** What is known of the present run on this side of the border. */
interface WatchedRun {
  readonly observer: RunObserver
  plan: RunPlanSummary | null
  readonly recorded: RecordedTrial[]
  readonly startedMillis: number
}

class Host {
  readonly #child: ChildProcess
  readonly #rpc: BirpcReturn<HostFunctions, ShellFunctions>
  readonly #gone: Promise<ProcessExit>
  #alive = true
  #run: WatchedRun | null = null

  constructor(file: URL) {
    const child = forkProcess(file)
    this.#child = child
    this.#gone = new Promise(resolve => {
      child.onExit(exit => {
        this.#alive = false
        this.#rpc.$close()
        resolve(exit)
      })
    })
    this.#rpc = createBirpc<HostFunctions, ShellFunctions>(
      {
        event: event => {
          this.#hear(event)
        },
        frame: cells => {
          this.#run?.observer.frame(cells)
          void this.#rpc.frameTaken.asEvent()
        },
      },
      {
        post: (message: unknown) => {
          child.post(message)
        },
        on: listener => {
          child.onMessage(listener)
        },
        timeout: -1,
      },
    )
  }

  get alive(): boolean {
    return this.#alive
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** @throws {LabError} HOST_DIED when the process ends before it has answered */
  async call<N extends 'catalogue' | 'doctor' | 'report' | 'run' | 'stop'>(
    name: N,
    args: Parameters<HostFunctions[N]>,
  ): Promise<Awaited<ReturnType<HostFunctions[N]>>> {
    const dead = this.#gone.then(exit => {
      throw new LabError('HOST_DIED', deathOf(exit))
    })
    return Promise.race([this.#rpc.$call(name, ...args), dead])
  }

  async run(request: Parameters<HostFunctions['run']>[0], observer: RunObserver): Promise<RunDocument> {
    const run: WatchedRun = { observer, plan: null, recorded: [], startedMillis: nodeClock.nowMillis() }
    // A second run is refused by the host; it must not take the first one's watcher away.
    const first = this.#run === null
    if (first) this.#run = run
    try {
      const result: Answer<RunDocument> = await this.call('run', [request])
      return valueOf(result)
    } catch (thrown) {
      if (!isLabError(thrown) || thrown.code !== 'HOST_DIED' || run.plan === null) throw thrown
      const document = crashedRun(run.plan, run.recorded, {
        durationMillis: nodeClock.nowMillis() - run.startedMillis,
        reason: { code: thrown.code, message: thrown.message },
      })
      observer.event({ kind: 'run-finished', runId: run.plan.runId, document })
      return document
    } finally {
      if (first) this.#run = null
    }
  }

  async stop(): Promise<void> {
    const run = this.#run
    if (run === null) return
    nodeClock.after(STOP_WITHIN_MILLIS, () => {
      if (this.#run === run) this.#child.kill()
    })
    try {
      valueOf(await this.call('stop', []))
    } catch (thrown) {
      // A host that dies of a stop has stopped; the run's own result says how.
      if (!isLabError(thrown) || thrown.code !== 'HOST_DIED') throw thrown
    }
  }

  async close(): Promise<void> {
    this.#child.kill()
    await this.#gone
  }

  #hear(event: RunEvent): void {
    const run = this.#run
    invariant(run, 'events come during a run')
    if (event.kind === 'run-started') run.plan = event.plan
    // Events of a run that is not this one come too late to matter.
    if (event.runId !== run.plan?.runId) return
    if (event.kind === 'trial-finished') run.recorded.push(event.recorded)
    run.observer.event(event)
  }
}

function deathOf({ code, signal }: ProcessExit): string {
  return `the engine host ended (${signal ?? `exit code ${String(code ?? 'unknown')}`})`
}
