import type { Bound } from '../../memory/layout.ts'
import { add } from '../../memory/atomics.ts'
import type { TaskContext } from '../kit/task.ts'
import type { memory } from './experiment.ts'
import { Point } from './point.ts'

type Here = TaskContext<Bound<typeof memory.fields>>

/** A module is loaded once by each thread and by each process: each has its own. */
let calls = 0

/** Adds to a word of the experiment's memory. */
export function addToShared(here: Here): boolean {
  if (here.shared === null) return false
  add(here.shared.counter.cell, 1)
  return true
}

/** Counts in a variable of its module. */
export function countCalls(): number {
  calls += 1
  return calls
}

/** Calls what it is given, if that arrives as a function. */
export function call(_here: Here, given: unknown): unknown {
  return typeof given === 'function' ? Reflect.apply(given, undefined, []) : typeof given
}

/** Writes into what it is given, and says how much there was. */
export function writeInto(_here: Here, bytes: ArrayBufferLike): number {
  new Uint8Array(bytes).fill(1)
  return bytes.byteLength
}

/** Whether an object still knows its class. */
export function isPoint(_here: Here, value: unknown): boolean {
  return value instanceof Point
}

/** Fails as a task may. */
export function fail(): never {
  throw new RangeError('a value out of range')
}
