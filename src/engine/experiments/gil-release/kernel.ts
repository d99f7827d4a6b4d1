import { aloneAndTogether } from '../kit/alone-and-together.ts'
import { enter, leave } from '../kit/concurrency-witness.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Gil, openDoor, type Door } from '../kit/gil.ts'
import { Pause } from '../kit/pause.ts'
import { SimulatedThread } from '../kit/simulated-thread.ts'
import { slicesOf, type memory, type params } from './experiment.ts'

type Thread = Kernel<typeof memory, typeof params>
type Words = Parameters<Thread>[0]
type Knobs = Parameters<Thread>[1]
type Context = Parameters<Thread>[2]

/** Waits, then computes, whatever the others do. */
export const free: Thread = (words, knobs, context) => {
  workThrough(words, knobs, context, openDoor, false)
}

/** Waits without the lock, as around a read in CPython, and takes it to compute. */
export const released: Thread = (words, knobs, context) => {
  workThrough(words, knobs, context, gilOf(words, knobs, context), false)
}

/** Takes the lock, and then waits with the lock in its hand. */
export const held: Thread = (words, knobs, context) => {
  workThrough(words, knobs, context, gilOf(words, knobs, context), true)
}

function gilOf(words: Words, { workers, switchInterval }: Knobs, context: Context): Gil {
  return new Gil(words.interpreter.gil, workers, switchInterval * 1000, context)
}

/** The same tasks for T1 alone, so that it is known what a thread does by itself, and then for all of them. */
function workThrough(words: Words, knobs: Knobs, context: Context, door: Door, keepsLock: boolean): void {
  const thread = new SimulatedThread(words.interpreter, context, door)
  const slices = slicesOf(knobs)
  const wait = waitOf(words, knobs, context)
  let lockedNanos = 0
  const work = (): void => {
    lockedNanos = 0
    for (let task = 0; task < knobs.tasks && !context.stopRequested(); task++) {
      const before = context.nowNanos()
      if (keepsLock) door.take()
      wait()
      if (keepsLock) door.drop()
      const waited = context.nowNanos()
      if (slices > 0) thread.compute(slices)
      lockedNanos += context.nowNanos() - (keepsLock ? before : waited)
    }
  }
  aloneAndTogether(words.rounds, knobs.workers, context, work, () => {
    words.aloneLockedNanos.value = lockedNanos
  })
}

/** What a task waits for: an answer, a disk, a timer. It counts itself in, so that overlapping waits are seen. */
function waitOf(words: Words, { taskMicros, waitShare }: Knobs, context: Context): () => void {
  const outside = new Pause(words.outside, context)
  const micros = (taskMicros * waitShare) / 100
  if (micros === 0) return () => undefined
  return () => {
    enter(words.waiting, context.worker)
    outside.forMicros(micros)
    leave(words.waiting)
  }
}
