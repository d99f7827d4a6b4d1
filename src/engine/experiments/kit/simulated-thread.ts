import { f64, layout, type Bound } from '../../memory/layout.ts'
import { BusyWork } from './busy-work.ts'
import { concurrencyWitness, enter, leave, mostInside } from './concurrency-witness.ts'
import { gilLayout, initializeGil, type Door } from './gil.ts'
import { intervalsOf, intervalTrace, mostAtOnce, recordInterval } from './interval-trace.ts'
import type { RoleContext } from './role-context.ts'

/** What a thread computes between two looks at the drop request. */
export const SLICE_MICROS = 5
/** Slices between two looks at the stop word. */
const SLICES_BETWEEN_STOPS = 32

/** What threads of an interpreter share: its lock, and two witnesses of who computes that do not know of the lock. */
export const interpreterLayout = layout('interpreter', {
  gil: gilLayout,
  stepsPerSlice: f64({ writers: 'T1', access: 'single writer', unit: 'steps', doc: 'before the first meeting' }),
  witness: concurrencyWitness,
  trace: intervalTrace,
})

export type InterpreterMemory = Bound<typeof interpreterLayout.fields>

export function initializeInterpreter({ gil }: InterpreterMemory, workers: number): void {
  initializeGil(gil, workers)
}

/** How many computed at once, at most: as they counted themselves, and by the clock. */
export function mostComputing({ witness, trace }: InterpreterMemory, workers: number): number {
  return Math.max(mostInside(witness, workers), mostAtOnce(intervalsOf(trace, workers).flat()))
}

/** How many of the first `workers` threads the clock's witness saw compute. */
export function tracedThreads({ trace }: InterpreterMemory, workers: number): number {
  return intervalsOf(trace, workers).filter(own => own.length > 0).length
}

/** One thread of a program: it computes in slices, which stand for bytecodes, and gives way between two of them. */
export class SimulatedThread {
  /** Slices so far. */
  slices = 0
  readonly #memory: InterpreterMemory
  readonly #context: RoleContext
  readonly #door: Door
  readonly #work: BusyWork

  constructor(memory: InterpreterMemory, context: RoleContext, door: Door) {
    this.#memory = memory
    this.#context = context
    this.#door = door
    this.#work = new BusyWork(context)
    // One pace for all: else a thread that was disturbed while it timed itself would have less to do.
    if (context.worker === 0) memory.stepsPerSlice.value = this.#work.stepsPerMicro * SLICE_MICROS
  }

  /** Computes so many slices, whatever that takes. @throws {LabError} STOPPED when the trial is stopped while waiting */
  compute(slices: number): void {
    const goal = this.slices + slices
    this.computeWhile(() => this.slices < goal)
  }

  /** Computes as long as `goesOn` says so, which is asked before each slice. @throws {LabError} STOPPED as {@link compute} */
  computeWhile(goesOn: () => boolean): void {
    this.#door.take()
    this.#computeInside(goesOn)
    this.#door.drop()
  }

  /** The same, for one who has the lock and keeps it. */
  #computeInside(goesOn: () => boolean): void {
    const steps = this.#memory.stepsPerSlice.value
    let began = this.#begin()
    while (goesOn() && !this.#isStopped()) {
      this.#work.doSteps(steps)
      this.slices += 1
      this.#context.setCompleted(this.slices)
      if (!this.#door.isWanted()) continue
      this.#end(began)
      this.#door.drop()
      this.#door.take()
      began = this.#begin()
    }
    this.#end(began)
  }

  #begin(): number {
    enter(this.#memory.witness, this.#context.worker)
    return this.#context.nowNanos()
  }

  #end(began: number): void {
    recordInterval(this.#memory.trace, this.#context.worker, began, this.#context.nowNanos())
    leave(this.#memory.witness)
  }

  #isStopped(): boolean {
    return this.slices % SLICES_BETWEEN_STOPS === 0 && this.#context.stopRequested()
  }
}
