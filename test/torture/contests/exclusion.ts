import { FREE } from '../../../src/base/lock-word.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { defineContest, sum, unless } from '../contest.ts'
import { initializeLock, isHeldBy, lockOf, locksLayout, type Exclusive } from '../locks.ts'

/** About as long as a turn at a contended lock, so that limits and grants often meet. */
const SHORT_MILLIS = 0.05

/**
 * Workers fight for one lock, by all its ways in, until it was passed `rounds` times: inside is one at a time, whose
 * writes the next one sees, and nobody sleeps for ever.
 */
export const exclusion = defineContest({
  layout: layout('exclusion', {
    locks: locksLayout,
    inside: i32({ writers: 'the holder', access: 'racy', ownLine: true, doc: 'worker + 1 while it is inside' }),
    total: i32({ writers: 'the holder', access: 'racy', ownLine: true, doc: 'passages, counted plainly' }),
  }),
  prepare: ({ locks }, { kind }) => {
    initializeLock(locks, kind)
  },
  compete({ locks, inside, total }, { worker, options, waiter, prng, fault, figure, linger, nowMillis }) {
    const lock = lockOf(locks, options.kind, waiter)
    let passages = 0
    let longestMillis = 0
    for (let over = false; !over;) {
      const since = nowMillis()
      if (!enter(lock, prng.nextBelow(16))) {
        if (isHeldBy(lock.word, worker)) fault('holds what it was refused')
        continue
      }
      longestMillis = Math.max(longestMillis, nowMillis() - since)
      if (!isHeldBy(lock.word, worker)) fault(`inside, but the word is ${lock.word.load()}`)
      if (inside.cell[0] !== 0) fault(`met worker ${inside.cell[0] - 1} inside`)
      inside.cell[0] = worker + 1
      linger()
      over = total.cell[0] >= options.rounds
      if (!over) {
        total.cell[0]++
        passages += 1
      }
      if (inside.cell[0] !== worker + 1) fault(`worker ${inside.cell[0] - 1} came in`)
      inside.cell[0] = 0
      lock.release()
    }
    figure('passages', passages)
    figure('longestMillis', longestMillis)
  },
  faults: ({ locks, total }, { rounds }, { passages }) => [
    unless(total.load() === rounds, `${total.load()} passages counted under the lock, not ${rounds}`),
    unless(sum(passages) === rounds, `${sum(passages)} passages counted by the workers, not ${rounds}`),
    unless(locks.mutex.word.load() === FREE, 'the mutex is not free'),
    unless(locks.fairMutex.word.load() === FREE, 'the fair mutex is not free'),
    unless(locks.rwLock.gate.word.load() === FREE, 'the gate is not free'),
    unless(locks.rwLock.writers.word.load() === FREE, "the writers' mutex is not free"),
  ],
})

function enter(lock: Exclusive, way: number): boolean {
  if (way < 2) return lock.tryAcquire()
  if (way < 5) return lock.acquireFor(SHORT_MILLIS)
  if (way < 7) return lock.acquireFor(60_000)
  lock.acquire()
  return true
}
