import { FREE } from '../../../src/base/lock-word.ts'
import { LabError } from '../../../src/base/errors.ts'
import { f64, i32, layout } from '../../../src/engine/memory/layout.ts'
import { RwLock } from '../../../src/engine/sync/rw-lock.ts'
import { defineContest, unless } from '../contest.ts'
import { initializeLock, lockOf, locksLayout, preferenceOf } from '../locks.ts'

const underLock = { writers: 'the holder', access: 'under the lock' } as const

export const dyingLockLayout = layout('dying-lock', {
  locks: locksLayout,
  inside: i32({ ...underLock, ownLine: true, doc: 'worker + 1 while it is inside' }),
  left: i32({ ...underLock, doc: 'grows with each passage' }),
  right: i32({ ...underLock, doc: 'the same, a little later: differs after a death in between' }),
  toldAtMillis: f64({ ...underLock, unit: 'ms', doc: 'when a worker was told last that the holder died' }),
  told: i32({ writers: 'who was told', access: 'atomic', ownLine: true, doc: 'how often a worker was told' }),
})

/**
 * Workers that may be ended at any moment pass a lock and change two words together. Whoever finds them apart must have
 * been told that a holder died; it repairs them and vouches for them.
 */
export const dyingLock = defineContest({
  layout: dyingLockLayout,
  prepare({ locks }, { kind }) {
    initializeLock(locks, kind)
  },
  compete(words, { options, worker, waiter, control, prng, fault, figure, step, linger, nowMillis }) {
    const { locks, inside, left, right, toldAtMillis, told } = words
    const lock = lockOf(locks, options.kind, waiter)
    const rwLock = preferenceOf(options.kind) === null ? null : new RwLock(locks.rwLock, waiter)
    const check = () => {
      if (inside.cell[0] !== 0) fault(`inside after worker ${inside.cell[0] - 1}, which died, and was not told`)
      if (left.cell[0] !== right.cell[0]) fault(`finds ${left.cell[0]} and ${right.cell[0]} and was not told`)
    }
    const hear = () => {
      toldAtMillis.value = nowMillis()
      Atomics.add(told.cell, 0, 1)
    }
    const write = () => {
      if (lock.acquireRobust()) {
        hear()
        step()
        right.cell[0] = left.cell[0]
        inside.cell[0] = 0
        step()
        lock.markConsistent()
      } else check()
      step()
      inside.cell[0] = worker + 1
      linger()
      left.cell[0]++
      step()
      right.cell[0]++
      step()
      inside.cell[0] = 0
      lock.release()
    }
    const isRefused = (acquire: () => void) => {
      try {
        acquire()
        return false
      } catch (thrown) {
        if (thrown instanceof LabError && thrown.code === 'ABANDONED') return true
        throw thrown
      }
    }
    let refusals = 0
    let passages = 0
    while (control.over.load() === 0) {
      const way = prng.nextBelow(4)
      if (way === 0 && isRefused(() => lock.acquire())) refusals += 1
      else if (way === 0) {
        check()
        step()
        lock.release()
      } else if (way === 1 && rwLock !== null) {
        if (isRefused(() => rwLock.acquireRead())) refusals += 1
        else {
          check()
          step()
          rwLock.releaseRead()
        }
      } else if (way === 2 && !isRefused(() => lock.tryAcquire() && lock.release())) refusals += 0
      else write()
      passages += 1
      linger()
    }
    figure('refusals', refusals)
    figure('passages', passages)
  },
  faults: ({ locks, inside, left, right }, { workers }) => [
    unless(left.load() === right.load() && inside.load() === 0, `${left.load()} and ${right.load()} in the end`),
    unless(locks.mutex.word.load() === FREE, `the mutex is ${locks.mutex.word.load()} in the end`),
    unless(locks.fairMutex.word.load() === FREE, `the fair mutex is ${locks.fairMutex.word.load()} in the end`),
    unless(locks.rwLock.gate.word.load() === FREE, `the gate is ${locks.rwLock.gate.word.load()} in the end`),
    unless(locks.rwLock.writers.word.load() === FREE, `the writers are ${locks.rwLock.writers.word.load()} in the end`),
    unless(
      locks.rwLock.reading.first(workers).every(slot => slot.load() === 0),
      'a slot still says that it is read',
    ),
  ],
})
