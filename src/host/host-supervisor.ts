import { LabError } from '../base/errors.ts'
import type { HostRestart } from '../contract/desk-wire.ts'
import type { RunPlanSummary } from '../contract/events.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { crashedRun } from '../engine/index.ts'
import { nodeClock } from '../node/clock.ts'
import type { ChildProcess, ProcessExit } from '../node/processes.ts'
import type { FromHost, ToHost } from './host-control.ts'
import type { PageConnection } from './page-connection.ts'
import { RunMemory } from './run-memory.ts'

/** A run that does not end by then is held by something that only the end of its process can end. */
const STOP_WITHIN_MILLIS = 2_500
/** A host that is asked to end gets so long for it. */
const CLOSE_WITHIN_MILLIS = 1_500
const HEARTBEAT_EVERY_MILLIS = 1_000
/** Beats in a row that may be missed: starting 64 threads on two cores keeps a host busy for seconds. */
const BEATS_MISSED = 8
/** So many hosts that end within this time mean that starting another one is hopeless. */
const DEATHS = 3
const DEATHS_WITHIN_MILLIS = 10_000

export interface SupervisorOptions {
  /** Starts the process of a host: forked, or a utility process. */
  readonly startProcess: () => ChildProcess
  readonly coresKeptFree: number
  /** A page has changed the setting; to be kept. */
  readonly onCoresKeptFree: (cores: number) => void
}

/** One end of a channel to a page, on its way to the host. */
export interface HandedPort {
  close(): void
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
  #host: Host | null = null
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
    const host = new Host(this.#options.startProcess(), cores => {
      this.#coresKeptFree = cores
      this.#options.onCoresKeptFree(cores)
    })
    this.#host = host
    void host.gone.then(exit => {
      this.#host = null
      if (!this.#closed) this.#replace(host, exit)
    })
    host.say({
      kind: 'begin',
      beginning: { coresKeptFree: this.#coresKeptFree, last: this.#last, restart: this.#restart },
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

  #replace(dead: Host, exit: ProcessExit): void {
    const reason = dead.killedBecause ?? deathOf(exit)
    const { crashed } = dead
    this.#last = crashed === null ? (dead.last ?? this.#last) : crashedRunOf(crashed, reason)
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

/** A run that was cut off by the end of its host. */
interface CrashedRun {
  readonly plan: RunPlanSummary
  readonly memory: RunMemory
  readonly durationMillis: number
}

function crashedRunOf({ plan, memory, durationMillis }: CrashedRun, reason: string): RunDocument {
  return crashedRun(plan, memory.recorded, { durationMillis, reason: { code: 'HOST_DIED', message: reason } })
}

function deathOf({ code, signal }: ProcessExit): string {
  return `the engine host ended (${signal ?? `exit code ${String(code ?? 'unknown')}`})`
}

/** One host process, from its start to its end. */
class Host {
  readonly gone: Promise<ProcessExit>
  /** Set where this side ended it. */
  killedBecause: string | null = null
  /** The run that it died of. */
  crashed: CrashedRun | null = null
  readonly #process: ChildProcess
  readonly #onCoresKeptFree: (cores: number) => void
  readonly #memory = new RunMemory()
  readonly #pages = new Map<number, PageConnection>()
  #pagesOpened = 0
  #runStartedMillis = 0
  #beatsMissed = 0

  constructor(process: ChildProcess, onCoresKeptFree: (cores: number) => void) {
    this.#process = process
    this.#onCoresKeptFree = onCoresKeptFree
    process.onMessage(message => {
      if (isFromHost(message)) this.#hear(message)
    })
    const stopBeating = nodeClock.every(HEARTBEAT_EVERY_MILLIS, () => {
      this.#beat()
    })
    this.gone = new Promise(resolve => {
      process.onExit(exit => {
        stopBeating()
        const plan = this.#memory.underWay?.plan
        if (plan !== undefined) {
          const durationMillis = nodeClock.nowMillis() - this.#runStartedMillis
          this.crashed = { plan, memory: this.#memory, durationMillis }
        }
        resolve(exit)
        for (const page of this.#pages.values()) page.close()
      })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get runUnderWay(): boolean {
    return this.#memory.underWay !== null
  }

  get last(): RunDocument | null {
    return this.#memory.last
  }

  say(message: ToHost): void {
    this.#process.post(message)
  }

  connect(connection: PageConnection): void {
    this.#pagesOpened += 1
    const page = this.#pagesOpened
    this.#pages.set(page, connection)
    this.say({ kind: 'page-opened', page })
    connection.onMessage(message => {
      this.say({ kind: 'page-message', page, message })
      // A host that is stuck cannot say that it was asked to stop.
      if (isStop(message)) this.#endUnlessStopped()
    })
    connection.onClose(() => {
      this.#pages.delete(page)
      this.say({ kind: 'page-closed', page })
    })
  }

  connectPort(port: HandedPort): void {
    this.#process.post({ kind: 'page-port' }, [port])
  }

  kill(because: string): void {
    this.killedBecause ??= because
    this.#process.kill()
  }

  async close(): Promise<void> {
    this.say({ kind: 'stop' })
    const cancel = nodeClock.after(this.runUnderWay ? CLOSE_WITHIN_MILLIS : 0, () => {
      this.#process.kill()
    })
    await this.gone
    cancel()
  }

  #hear(message: FromHost): void {
    this.#beatsMissed = 0
    switch (message.kind) {
      case 'pong':
        return
      case 'to-page':
        this.#pages.get(message.page)?.post(message.message)
        return
      case 'frame-to-page':
        this.#pages.get(message.page)?.frame(message.cells)
        return
      case 'hang-up':
        this.#pages.get(message.page)?.close()
        return
      case 'run-event':
        if (message.event.kind === 'run-started') this.#runStartedMillis = nodeClock.nowMillis()
        this.#memory.hear(message.event)
        return
      case 'stop-asked':
        this.#endUnlessStopped()
        return
      case 'cores-kept-free':
        this.#onCoresKeptFree(message.cores)
    }
  }

  #endUnlessStopped(): void {
    const runId = this.#memory.underWay?.plan.runId
    nodeClock.after(STOP_WITHIN_MILLIS, () => {
      if (runId !== undefined && this.#memory.underWay?.plan.runId === runId) {
        this.kill('the engine host did not answer a stop and was ended')
      }
    })
  }

  #beat(): void {
    this.#beatsMissed += 1
    if (this.#beatsMissed > BEATS_MISSED) {
      this.kill(`the engine host did not answer for ${String(BEATS_MISSED)} s and was ended`)
      return
    }
    this.say({ kind: 'ping' })
  }
}

function isStop(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'm' in message && message.m === 'stop'
}

/** Only our own host speaks on this channel. */
function isFromHost(message: unknown): message is FromHost {
  return typeof message === 'object' && message !== null && 'kind' in message
}
