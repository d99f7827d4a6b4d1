import { LabError } from '../base/errors.ts'
import type { HostRestart } from '../contract/desk-wire.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { nodeClock } from '../node/clock.ts'
import type { ChildProcess, ProcessExit } from '../node/processes.ts'
import type { PageConnection } from './page-connection.ts'
import { SupervisedHost, type CrashedRun, type HandedPort, type HostServices } from './supervised-host.ts'

/** So many hosts that end within this time mean that starting another one is hopeless. */
const DEATHS = 3
const DEATHS_WITHIN_MILLIS = 10_000

export interface SupervisorOptions extends HostServices {
  /** Starts the process of a host: forked, or a utility process. */
  readonly startProcess: () => ChildProcess
  readonly coresKeptFree: number
  /** Where hosts keep their history; null keeps none. */
  readonly dataFolder: string | null
}

/**
 * Keeps an engine host alive for a shell: starts it, listens to its heartbeat, ends one that does not stop, and starts
 * another one in place of one that died, with the story of the run it died of.
 *
 * Guarantees: whatever becomes of a host costs one run and never the shell; when a host is gone, all its pages are hung
 * up on, so that they come back and find the next one.
 */
export class HostSupervisor {
  readonly #options: SupervisorOptions
  #host: SupervisedHost | null = null
  #coresKeptFree: number
  #last: RunDocument | null = null
  #restart: HostRestart | null = null
  #deaths: number[] = []
  #closed = false
  #onRestart: (restart: HostRestart) => void = () => undefined
  #onGivenUp: (error: LabError) => void = () => undefined

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#coresKeptFree = options.coresKeptFree
  }

  get pid(): number | undefined {
    return this.#host?.pid
  }

  get runUnderWay(): boolean {
    return this.#host?.runUnderWay === true
  }

  /** The host died and another one is up; one listener. */
  onRestart(listener: (restart: HostRestart) => void): void {
    this.#onRestart = listener
  }

  /** Hosts end as soon as they start; none is started any more until {@link restart}. One listener. */
  onGivenUp(listener: (error: LabError) => void): void {
    this.#onGivenUp = listener
  }

  start(): void {
    if (this.#host !== null || this.#closed) return
    const host = new SupervisedHost(this.#options.startProcess(), {
      ...this.#options,
      onCoresKeptFree: cores => {
        this.#coresKeptFree = cores
        this.#options.onCoresKeptFree(cores)
      },
    })
    this.#host = host
    void host.gone.then(async exit => {
      this.#host = null
      if (!this.#closed) await this.#replace(host, exit)
    })
    host.say({
      kind: 'begin',
      beginning: {
        coresKeptFree: this.#coresKeptFree,
        dataFolder: this.#options.dataFolder,
        last: this.#last,
        restart: this.#restart,
      },
    })
  }

  /** Takes on a page whose messages pass through this process; without a host it is hung up on. */
  connect(page: PageConnection): void {
    if (this.#host === null) page.close()
    else this.#host.connect(page)
  }

  /** Hands a page's port to the host; without a host it is closed. */
  connectPort(port: HandedPort): void {
    if (this.#host === null) port.close()
    else this.#host.connectPort(port)
  }

  rebuildPool(): void {
    this.#host?.say({ kind: 'rebuild-pool' })
  }

  /** Ends the host, if there is one, and starts another. */
  restart(): void {
    this.#deaths = []
    if (this.#host === null) this.start()
    else this.#host.kill('it was restarted')
  }

  /** Stops a run under way and ends the host. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#host?.close()
  }

  async #replace(dead: SupervisedHost, exit: ProcessExit): Promise<void> {
    const reason = dead.killedBecause ?? deathOf(exit)
    const { crashed } = dead
    this.#last = crashed === null ? (dead.last ?? this.#last) : await crashedRunOf(crashed, reason)
    if (this.#closed) return
    this.#restart = { at: nodeClock.wallTime(), reason }
    const now = nodeClock.nowMillis()
    this.#deaths = [...this.#deaths.filter(at => now - at < DEATHS_WITHIN_MILLIS), now]
    // A host that had told of a run had come up: what it died of was the run.
    if (crashed !== null) this.#deaths = []
    if (this.#deaths.length >= DEATHS) {
      this.#onGivenUp(
        new LabError('HOST_DIED', `engine hosts end as soon as they start: ${reason}`, {
          allowed: 'a host that stays up',
          suggestion: 'interleave doctor',
        }),
      )
      return
    }
    this.start()
    this.#onRestart(this.#restart)
  }
}

async function crashedRunOf({ plan, memory, durationMillis, judge }: CrashedRun, reason: string): Promise<RunDocument> {
  const documentOf = await judge
  return documentOf(plan, memory.recorded, { durationMillis, reason: { code: 'HOST_DIED', message: reason } })
}

function deathOf({ code, signal }: ProcessExit): string {
  return `the engine host ended (${signal ?? `exit code ${String(code ?? 'unknown')}`})`
}
