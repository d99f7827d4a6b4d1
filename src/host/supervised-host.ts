import { Cancellation } from '../base/cancellation.ts'
import type { RunPlanSummary } from '../contract/events.ts'
import type { RunDocument } from '../contract/run-document.ts'
import { nodeClock } from '../node/clock.ts'
import type { ChildProcess, ProcessExit } from '../node/processes.ts'
import { lend, type LentPrinter, type PrintKind } from './borrowed-printer.ts'
import type { FromHost, ToHost } from './host-control.ts'
import type { PageConnection } from './page-connection.ts'
import { crashJudgeOf, type CrashJudge } from '../engine/index.ts'
import { RunMemory } from './run-memory.ts'
import { StartedProcesses } from './started-processes.ts'

/** A run that does not end by then is held by something that only the end of its process can end. */
const STOP_WITHIN_MILLIS = 2_500
/** A host that is asked to end gets so long for it. */
const CLOSE_WITHIN_MILLIS = 1_500
/** Between the end of its last run and its own, a host tells its pages. */
const LAST_WORDS_MILLIS = 50
/** A host that has nothing to run gets so long to put its history away. */
const WIND_UP_MILLIS = 700
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
  /** Loaded since the run began. */
  readonly judge: Promise<CrashJudge>
  readonly durationMillis: number
}

/** What a shell does for its hosts. */
export interface HostServices {
  /** A page has changed the setting; to be kept. */
  readonly onCoresKeptFree: (cores: number) => void
  /** Starts a process for a host's executors, where hosts cannot do that themselves. */
  readonly startTaskProcess?: () => ChildProcess
  /** Prints for hosts that ask; those of a shell without one have a browser of their own. */
  readonly printer?: LentPrinter
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
  readonly #taskProcesses: StartedProcesses | null
  readonly #printer: HostServices['printer']
  readonly #memory = new RunMemory()
  /** Of the run under way: pages that come back after a crash must not have to wait for it. */
  #judge: Promise<CrashJudge> | null = null
  readonly #pages = new Map<number, PageConnection>()
  /** What is being printed for it, by job. */
  readonly #prints = new Map<number, Cancellation>()
  #pagesOpened = 0
  #runStartedMillis = 0
  /** The sitting of a sweep that goes on, another one each time it goes on; all that it has measured is kept. */
  #sweep: { readonly id: string } | null = null
  #beatsMissed = 0
  #closing = false
  /** It has come up: until then it has nothing to put away. */
  #isUp = false

  constructor(process: ChildProcess, { onCoresKeptFree, startTaskProcess, printer }: HostServices) {
    this.#taskProcesses =
      startTaskProcess === undefined
        ? null
        : new StartedProcesses(startTaskProcess, message => {
            this.say(message)
          })
    this.#process = process
    this.#onCoresKeptFree = onCoresKeptFree
    this.#printer = printer
    process.onMessage(message => {
      if (isFromHost(message)) this.#hear(message)
    })
    this.say({ kind: 'ping' })
    const stopBeating = nodeClock.every(HEARTBEAT_EVERY_MILLIS, () => {
      this.#beat()
    })
    this.gone = new Promise(resolve => {
      process.onExit(exit => {
        stopBeating()
        this.#taskProcesses?.endAll()
        const plan = this.#memory.underWay?.plan
        if (plan !== undefined) {
          const durationMillis = nodeClock.nowMillis() - this.#runStartedMillis
          const judge = this.#judge ?? crashJudgeOf(plan.experiment)
          this.crashed = { plan, memory: this.#memory, durationMillis, judge }
        }
        for (const print of this.#prints.values()) print.cancel()
        resolve(exit)
        for (const page of this.#pages.values()) page.close()
      })
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get runUnderWay(): boolean {
    return this.#memory.underWay !== null || this.#sweep !== null
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
    // A run under way is told to end, and the host ends with its last word.
    const cancel = nodeClock.after(this.runUnderWay ? CLOSE_WITHIN_MILLIS : 0, () => {
      this.#windUp()
    })
    await this.gone
    cancel()
  }

  #windUpWhenDone(): void {
    if (this.#closing && !this.runUnderWay) nodeClock.after(LAST_WORDS_MILLIS, () => this.#windUp())
  }

  #windUp(): void {
    this.say({ kind: 'close' })
    nodeClock.after(this.#isUp ? WIND_UP_MILLIS : 0, () => {
      this.#process.kill()
    })
  }

  #hear(message: FromHost): void {
    this.#beatsMissed = 0
    this.#isUp = true
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
        if (message.event.kind === 'run-started') {
          this.#runStartedMillis = nodeClock.nowMillis()
          this.#judge = crashJudgeOf(message.event.plan.experiment)
          this.#judge.catch(() => undefined) // whoever needs it hears of it
        }
        this.#memory.hear(message.event)
        this.#windUpWhenDone()
        return
      case 'sweep-goes-on':
        this.#sweep = message.sweepId === null ? null : { id: message.sweepId }
        this.#windUpWhenDone()
        return
      case 'stop-asked':
        this.#endUnlessStopped()
        return
      case 'cores-kept-free':
        this.#onCoresKeptFree(message.cores)
        return
      case 'task-process-wanted':
      case 'task-process-message':
      case 'task-process-unwanted':
        this.#taskProcesses?.hear(message)
        return
      case 'failed':
        this.kill(`the engine host was ended: ${message.why}`)
        return
      case 'print':
        void this.#print(message.job, message.what, message.content)
        return
      case 'print-unwanted':
        this.#prints.get(message.job)?.cancel()
    }
  }

  async #print(job: number, what: PrintKind, content: string): Promise<void> {
    if (this.#printer === undefined) return
    const cancellation = new Cancellation()
    this.#prints.set(job, cancellation)
    const answer = await lend(this.#printer, what, content, cancellation)
    this.#prints.delete(job)
    this.say({ kind: 'printed', job, answer })
  }

  #endUnlessStopped(): void {
    const runId = this.#memory.underWay?.plan.runId
    const sweep = this.#sweep
    nodeClock.after(STOP_WITHIN_MILLIS, () => {
      const isSame = runId !== undefined && this.#memory.underWay?.plan.runId === runId
      if (isSame || (sweep !== null && this.#sweep === sweep)) {
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
