/**
 * A small program whose schedules are searched: shipped code on a prepared piece of memory, and what must hold of it.
 *
 * A thread's body reaches memory through `sync/native/door.ts` alone, and what it does depends on the results of its door
 * calls alone: it is run again and again from its start. Whatever it keeps must be its own local variables.
 */
export interface Program {
  readonly name: string
  /** The memory as it is before the first step; addresses are bytes into it. It is not written. */
  readonly image: Int32Array
  readonly threads: readonly ProgramThread[]
  /**
   * Addresses of words by which no thread of the program decides anything, such as counters that others only look at: they
   * are always 0. States that differ in them alone are then one, and loops that count in them come to an end.
   */
  readonly blank?: readonly number[]
  /** Looks at what is left once every thread has finished or died. */
  readonly atEnd?: (end: End) => void
  /** What people call a word. */
  readonly nameOf?: (address: number) => string
  /** Throws what a primitive refuses; by default the primitives' own errors. `word` is what the word at `address` holds. */
  readonly refuse?: (code: number, worker: number, word: number, address: number) => never
}

export interface ProgramThread {
  readonly name: string
  /**
   * What the thread does. Rounds run one after another and share no variables: what a round has seen is forgotten at its
   * end, so that many more states turn out to be equal.
   */
  readonly rounds: readonly ((thread: ModelThread) => void)[]
  /** Whether the thread may die between any two steps, if the search allows deaths. */
  readonly killable?: boolean
}

/**
 * Words beside the memory in which a program keeps its books, by name; 0 at first. They take no step of their own and are
 * part of the state.
 */
export interface Ghosts {
  get(name: string): number
  set(name: string, value: number): void
  /** @returns the value after */
  add(name: string, by: number): number
  isDead(thread: number): boolean
}

/** What a thread's body asks of the checker itself. */
export interface ModelThread {
  /** 0-based, as in `threads`. */
  readonly index: number
  /** Fails the schedule unless `holds`. */
  assert(holds: boolean, message: string): void
  /** Changes the books in one step with the operation before. `change` touches nothing but the ghosts. */
  note(change: (ghosts: Ghosts) => number): number
  /** Changes the books in one step with the operation that comes next. */
  announce(change: (ghosts: Ghosts) => number): number
  /**
   * Says that the thread is inside from the operation before on. Fails the schedule when more than `atMost` living threads
   * are inside, or, for one that is `shared`, when somebody is inside who is not.
   */
  enter(section: string, how?: { readonly atMost?: number; readonly shared?: boolean }): void
  /** Says that the thread is inside until the next operation. */
  leave(section: string): void
  /** Blocks until one more thread has died. Nobody is stuck for having nothing to do but that. @returns who died */
  nextDeath(): number
  /** Blocks until no other thread can take a step. */
  whenIdle(): void
}

/** What {@link Program.atEnd} looks at. */
export interface End {
  word(address: number): number
  ghost(name: string): number
  isDead(thread: number): boolean
  assert(holds: boolean, message: string): void
}

/** What a search may do beside letting threads take steps. */
export interface Chances {
  /** Whether a timed wait may end at any moment (the default), or only when nobody can take a step. */
  readonly timeOuts?: 'any time' | 'when idle'
  /** How many killable threads may die; default 0. */
  readonly deaths?: number
  /** How many sleepers may wake for no reason; default 0. */
  readonly spuriousWakes?: number
}
