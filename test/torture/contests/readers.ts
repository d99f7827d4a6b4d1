import { FREE } from '../../../src/base/lock-word.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { RwLock } from '../../../src/engine/sync/rw-lock.ts'
import { defineContest, sum, unless } from '../contest.ts'
import { initializeLock, locksLayout } from '../locks.ts'

const SHORT_MILLIS = 0.05
const plain = { writers: 'a writer', access: 'racy', ownLine: true } as const

/** Workers read and write at random: a writer is alone, readers see what writers left, and may be many. */
export const readers = defineContest({
  layout: layout('readers', {
    locks: locksLayout,
    reading: i32({ writers: 'readers', access: 'atomic', ownLine: true, doc: 'readers inside' }),
    writing: i32({ ...plain, doc: '1 while a writer is inside' }),
    left: i32({ ...plain, doc: 'grows with each write' }),
    right: i32({ ...plain, doc: 'the same, a little later' }),
    most: i32({ writers: 'readers', access: 'racy', ownLine: true, doc: 'most readers that were inside' }),
  }),
  prepare({ locks }, { kind }) {
    initializeLock(locks, kind)
  },
  compete({ locks, reading, writing, left, right, most }, { options, waiter, prng, fault, figure, linger }) {
    const lock = new RwLock(locks.rwLock, waiter)
    let writes = 0
    const write = () => {
      if (writing.cell[0] !== 0 || reading.load() !== 0) fault(`writes beside ${reading.load()} readers`)
      writing.cell[0] = 1
      left.cell[0]++
      linger()
      right.cell[0]++
      if (reading.load() !== 0) fault(`a reader came in`)
      writing.cell[0] = 0
      writes += 1
      lock.releaseWrite()
    }
    const read = () => {
      const now = Atomics.add(reading.cell, 0, 1) + 1
      if (now > most.cell[0]) most.cell[0] = now
      if (writing.cell[0] !== 0) fault('reads beside a writer')
      const seen = right.cell[0]
      if (left.cell[0] !== seen) fault(`reads ${left.cell[0]} and ${seen}`)
      linger()
      if (right.cell[0] !== seen) fault('a writer came in')
      Atomics.sub(reading.cell, 0, 1)
      lock.releaseRead()
    }
    for (let done = 0; done < options.rounds;) {
      const way = prng.nextBelow(16)
      const writer = prng.nextBelow(100) < options.size
      let entered = true
      if (way < 2) entered = writer ? lock.tryAcquireWrite() : lock.tryAcquireRead()
      else if (way < 5) entered = writer ? lock.acquireWriteFor(SHORT_MILLIS) : lock.acquireReadFor(SHORT_MILLIS)
      else if (writer) lock.acquireWrite()
      else lock.acquireRead()
      if (!entered) continue
      if (writer) write()
      else read()
      done += 1
    }
    figure('writes', writes)
  },
  faults: ({ locks, left, right, most }, { workers }, { writes }) => [
    unless(left.load() === sum(writes) && right.load() === left.load(), `${left.load()} of ${sum(writes)} writes`),
    unless(most.load() > 1 || workers === 1, 'readers never were together, so nothing was tested'),
    unless(locks.rwLock.gate.word.load() === FREE, 'the gate is not free'),
    unless(
      locks.rwLock.reading.first(workers).every(slot => slot.load() === 0),
      'a slot still says that it is read',
    ),
  ],
})
