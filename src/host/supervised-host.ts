import type { RunPlanSummary } from '../contract/events.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { nodeClock } from '../node/clock.ts'
import type { ChildProcess, ProcessExit } from '../node/processes.ts'
import type { FromHost, ToHost } from './host-control.ts'
import type { PageConnection } from './page-connection.ts'
import { RunMemory } from './run-memory.ts'

/** A run that does not end by then is held by something that only the end of its process can end. */
const STOP_WITHIN_MILLIS = 2_500
/** A host that is asked to end gets so long for it. */
const CLOSE_WITHIN_MILLIS = 1_500
/** Between the end of its last run and its own, a host tells its pages. */
const LAST_WORDS_MILLIS = 50
const HEARTBEAT_EVERY_MILLIS = 1_000
/** Beats in a row that may be missed: starting 64 threads on two cores keeps a host busy for seconds. */
const BEATS_MISSED = 8

/** One end of a channel to a page, on its way to the host. */
export interface HandedPort {
  close(): void
}

/** A run that was cut off by the end of its host. */
export interface CrashedRun {
  readonly plan: RunPlanSummary
  readonly memory: RunMemory
  readonly durationMillis: number
}

/** One host process, from its start to its end. */
export class SupervisedHost {
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
  #closing = false

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
    this.#closing = true
    this.say({ kind: 'stop' })
    // A run under way is told to end, and ends the host with its last word.
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
        if (this.#closing && !this.runUnderWay) nodeClock.after(LAST_WORDS_MILLIS, () => this.#process.kill())
        return
      case 'stop-asked':
        this.#endUnlessStopped()
        return
      case 'cores-kept-free':
        this.#onCoresKeptFree(message.cores)
        return
      case 'failed':
        this.kill(`the engine host was ended: ${message.why}`)
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
