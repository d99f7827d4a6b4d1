import type { Cancelling } from '../base/cancellation.ts'
import type { FoundInterpreters, Programs } from '../base/programs.ts'
import type { LocalHttp } from '../base/local-http.ts'
import type { ThreadMemory } from '../base/thread-memory.ts'
import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { RunPlanSummary } from '../contract/events.ts'
import type {
  HistoryNotice,
  HistoryQuery,
  HistorySize,
  RunEdit,
  RunEntry,
  RunMatches,
  StoredRun,
  StoredSweep,
} from '../contract/history.ts'
import type { ReportFigure } from '../contract/report-figure.ts'
import type { RunComparison } from '../contract/run-comparison.ts'
import type { MachineFacts, RunDocument, Versions } from '../contract/run-document.ts'
import type { SweepDocument } from '../contract/sweep.ts'

/**
 * What the lab needs from outside. The engine knows these shapes and nothing of Node, browsers or Electron; `src/node`
 * implements them, tests put fakes in their place.
 */

/** Why a thread is gone. `error` is what it did not catch, described; null when it ended without one. */
export interface ThreadExit {
  readonly code: number
  readonly error: string | null
}

/** A running thread, seen from its host. */
export interface Thread {
  /** @param transfer what goes over instead of being copied */
  post(message: unknown, transfer?: readonly unknown[]): void
  /** Whether it sleeps in its event loop right now, as nothing is due there. It is looked at, not asked. */
  isAsleep(): boolean
  /** Ends it wherever it is; a fault path, never a way to stop. Resolves when the thread is gone. */
  terminate(): Promise<void>
}

export interface ThreadListener {
  message(message: unknown): void
  /** Exactly once; nothing is heard of the thread afterwards. */
  exit(exit: ThreadExit): void
}

export interface Threads {
  /** Starts a thread that runs the worker body. All listeners are in place before it can speak. */
  start(name: string, listener: ThreadListener): Thread
}

/** One end of a named channel. */
export interface MessageChannelEnd {
  post(message: unknown): void
  close(): void
}

/**
 * One end of a mailbox between two threads: what one end posts, the other receives, in that order, when it looks. A thread
 * that waits on shared memory can look without its event loop.
 */
export interface Mailbox {
  /**
   * @param transfer what goes over instead of being copied
   * @throws the platform's error when a value cannot be copied or transferred; then nothing is posted
   */
  post(message: unknown, transfer?: readonly unknown[]): void
  /** The oldest message that was not received yet, or undefined. Never waits. */
  receive(): { readonly message: unknown } | undefined
  close(): void
}

/** A new mailbox: this thread's end, and the other, to be transferred in a message and opened where it arrives. */
export interface MailboxPair {
  readonly here: Mailbox
  readonly there: unknown
}

/** A process that does tasks, as the thread sees it that gives them. Messages keep their order in both directions. */
export interface ProcessLink {
  readonly pid: number | null
  /** @throws the platform's error when a value cannot be serialised; then nothing is posted */
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once when the process is gone, however that came about. */
  onGone(listener: (why: string) => void): void
  /** Ends the process at once. */
  kill(): void
}

/** The same border, seen from inside the process. */
export interface ProcessSide {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** The clock of {@link WorkerSide.nowNanos}: all processes of a machine share it. */
  nowNanos(): number
}

/** Starts processes that do tasks, for the calling thread. */
export interface Processes {
  /** @throws {LabError} POOL_START_FAILED when it ends before it is linked, or takes too long */
  start(): Promise<ProcessLink>
  /** Ends those that are left. */
  close(): void
}

/** What executors need from outside. */
export interface ExecutorPorts {
  readonly threads: Threads
  readonly clock: Clock
  /** Opens a mailbox; its other end is opened by {@link WorkerSide.mailbox}. */
  mailbox(): MailboxPair
  readonly processes: Processes
}

/** The same border, seen from inside a worker. */
export interface WorkerSide {
  readonly programs: Programs
  onMessage(listener: (message: unknown) => void): void
  post(message: unknown): void
  /** A monotonic clock that all threads of the process share. */
  nowNanos(): number
  /** CPU time of the calling thread since it started. */
  cpuMicros(): number
  /** What the calling thread takes. */
  memory(): ThreadMemory
  /** Calls `expire` once after at least `millis` unless the returned function is called before. */
  after(millis: number, expire: () => void): () => void
  /** A channel to all threads of the process that open the same name; messages arrive by the event loop, as clones. */
  openChannel(name: string, hear: (message: unknown) => void): MessageChannelEnd
  /** Opens the end of a mailbox that came in a message. */
  mailbox(there: unknown): Mailbox
  readonly http: LocalHttp
}

/** Files with models that people write themselves. */
export interface ModelFiles {
  /** What the file exports. @throws whatever its code throws */
  load(path: string): Promise<unknown>
  /** `:12:5`, where in the file it was thrown; empty where that is not known. */
  placeOf(path: string, thrown: unknown): string
}

export interface Clock {
  /** Monotonic. */
  nowMillis(): number
  /** The same clock that workers read. */
  nowNanos(): number
  /** The calendar's time, UTC, as ISO 8601. */
  wallTime(): string
  /** The same in milliseconds since 1970. It leaps where somebody sets it, and goes on while the machine sleeps. */
  wallMillis(): number
  sleep(millis: number): Promise<void>
  /** Calls `expire` once after `millis` unless the returned function is called before; does not keep the process alive. */
  after(millis: number, expire: () => void): () => void
  /** Calls `tick` at a fixed period until the returned function is called; does not keep the process alive. */
  every(millis: number, tick: () => void): () => void
  /** Lets everything else that is ready run first: timers, signals, messages. */
  yield(): Promise<void>
}

/** Whether a program is there, and where or why not. */
export interface Finding {
  readonly found: boolean
  readonly detail: string
}

/** What the system has counted of its processors, since it started. */
export interface ProcessorTimes {
  /** CPU time of all processes on all processors, without what was stolen. */
  readonly busyMillis: number
  readonly idleMillis: number
  /** That processors wanted to run and the host of a virtual machine ran others; null where the system does not tell. */
  readonly stolenMillis: number | null
  /** CPU time of this process, all threads together. */
  readonly ownMillis: number
}

/** How fast processors are allowed to run. */
export interface ClockSpeed {
  /** Share of a processor's highest frequency that it may reach, the least of all processors. */
  readonly allowedShare: number
  /** How often a processor was slowed down for its heat, since the system started. */
  readonly throttlings: number
}

export interface Machine {
  readonly facts: MachineFacts
  readonly versions: Versions
  freeMemoryBytes(): number
  /** Null where the system does not tell. */
  processorTimes(): ProcessorTimes | null
  /** Null where the system does not tell. */
  clockSpeed(): ClockSpeed | null
  findElectron(): Finding
  findChromium(): Finding
  findInterpreters(): Promise<FoundInterpreters>
  /** A random u32, for seeds and ids that nobody chose. */
  entropy(): number
}

/** A sweep as it is kept. */
export interface KeptSweep extends StoredSweep {
  /** Tells what is kept now from whatever else was or will be kept under this id. */
  readonly revision: string
}

export interface SweepKeeping {
  /** This process works on it. */
  readonly underWay: boolean
  /** A part of it came from a file. */
  readonly imported: boolean
  /** The revision that is to be kept there, null = none; absent where nobody else can have changed it. */
  readonly replaces?: string | null
}

/**
 * Where runs are kept.
 *
 * Guarantees: what a call has changed is there, whole, for every later one, in this process and in others; once `finish`
 * or any later call has resolved, it survives the loss of the process and of the power. Nothing is changed by a call that
 * rejects.
 * Does not guarantee: that `begin` survives the loss of the power.
 * @throws {LabError} from every call: HISTORY_UNAVAILABLE, HISTORY_DAMAGED; UNKNOWN_RUN where one is named
 */
export interface RunStore {
  /** Keeps in mind that this process has begun a run. */
  begin(plan: RunPlanSummary): Promise<void>
  /** Keeps a run whole, whether it was begun here, by a process that is gone, or not at all. */
  finish(document: RunDocument): Promise<void>
  /** Keeps a run that was made elsewhere. @throws {LabError} BAD_IMPORT where it holds one of that id */
  add(document: RunDocument): Promise<void>
  /** Runs that were begun by processes that are gone. */
  orphans(): Promise<readonly RunPlanSummary[]>
  /**
   * Keeps what there is of a sweep, in place of what was kept of it.
   * @returns false, with nothing changed, where what it was to replace is not what is there, or is under way elsewhere
   */
  keepSweep(sweep: SweepDocument, how: SweepKeeping): Promise<boolean>
  /** Null where there is none. @throws {LabError} BUSY while a living process has it under way */
  findSweep(id: string): Promise<KeptSweep | null>
  /** Sweeps that processes which are gone had under way. */
  orphanSweeps(): Promise<readonly SweepDocument[]>
  /** The run or sweep of that id as lists show it. */
  entry(id: string): Promise<RunEntry>
  list(query: HistoryQuery): Promise<RunMatches>
  /** Words that experiments and variants of kept runs are called by. */
  names(): Promise<{ readonly experiments: readonly string[]; readonly variants: readonly string[] }>
  open(id: string): Promise<StoredRun>
  edit(id: string, edit: RunEdit): Promise<RunEntry>
  delete(ids: readonly string[]): Promise<void>
  restore(ids: readonly string[]): Promise<void>
  size(): Promise<HistorySize>
  limit(bytes: number): Promise<void>
  /** @throws {LabError} OUTPUT_TARGET where the file cannot be written */
  backup(path: string): Promise<void>
  /** What was found at its opening that somebody must be told. */
  notices(): readonly HistoryNotice[]
  close(): Promise<void>
}

/** Turns a page or a picture into what is no text; a browser does that, where there is one. */
export interface Printer {
  /** Whether it can, and by what or why not. */
  readonly finding: Finding
  /** @throws {LabError} NO_BROWSER where it cannot; CANCELLED */
  pdf(html: string, cancelling?: Cancelling): Promise<Uint8Array>
  /** @param svg a whole file, with its size in pixels @throws {LabError} NO_BROWSER where it cannot; CANCELLED */
  png(svg: string, cancelling?: Cancelling): Promise<Uint8Array>
}

/** What reports are made with beside their words. */
export interface Pictures {
  /** The figures of a run, the one that matters most first. The same run always has the same figures. */
  figuresOf(run: RunDocument, entry: ExperimentEntry | null): Promise<readonly ReportFigure[]>
  /** The figures of a comparison: each measure of all runs on one scale, then the differences. */
  figuresOfComparison(comparison: RunComparison, entry: ExperimentEntry | null): Promise<readonly ReportFigure[]>
  /** The figures of a sweep, that of the measure that matters most first. */
  figuresOfSweep(sweep: SweepDocument, entry: ExperimentEntry | null): Promise<readonly ReportFigure[]>
  /** The text of the script that replays figures inside a report. */
  replayScript(): Promise<string>
  /** The SHA-256 of a text in base64, as a page's policy names what may run. */
  readonly sha256: (text: string) => string
  readonly printer: Printer
}

export interface Ports {
  readonly threads: Threads
  readonly clock: Clock
  readonly machine: Machine
  /** Start threads that run the search body; a lab without them explores nothing. */
  readonly searches?: Threads
  /** A lab without one keeps nothing. */
  readonly runs?: RunStore
}
