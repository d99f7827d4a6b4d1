import type { Bound } from '../../memory/layout.ts'
import * as atomics from '../../memory/atomics.ts'
import { addRoots } from '../kit/roots.ts'
import type { TaskContext } from '../kit/task.ts'
import type { memory } from './experiment.ts'
import { acquire, release } from './giant-lock.ts'

type Here = TaskContext<Bound<typeof memory.fields>>

/** Waits, as for a disk or a server, and says which wait it was. */
export function wait(here: Here, number: number, millis: number): number {
  here.sleep(millis)
  return number
}

/** Adds up `count` square roots from `first` on. */
export function compute(_here: Here, first: number, count: number): number {
  return addRoots(first, count)
}

/** Under one lock: it is given back for as long as the thread waits. */
export function waitUnderLock(here: Here, number: number, millis: number): number {
  computing(here, () => 0)
  const result = wait(here, number, millis)
  return computing(here, () => result)
}

/** Under one lock: it is held for as long as the thread computes. */
export function computeUnderLock(here: Here, first: number, count: number): number {
  return computing(here, () => compute(here, first, count))
}

/** Does something while holding the lock, and notes how many do. */
function computing(here: Here, body: () => number): number {
  if (here.shared === null) throw new RangeError('a lock in shared memory holds back no other process')
  const { lock, inside, most } = here.shared
  acquire(lock.cell)
  try {
    const now = atomics.add(inside.cell, 1) + 1
    if (now > most.load()) most.store(now)
    return body()
  } finally {
    atomics.add(inside.cell, -1)
    release(lock.cell)
  }
}
