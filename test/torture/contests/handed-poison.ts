import { FREE, POISON_BIT, WAITERS_BIT } from '../../../src/base/lock-word.ts'
import { LabError } from '../../../src/base/errors.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { defineContest, unless } from '../contest.ts'
import { initializeLock, lockOf, locksLayout } from '../locks.ts'
import { advance, reach } from '../meet.ts'

/**
 * A lock is abandoned from the start. Worker 0 acquires it all the same, all others queue behind it, and it leaves without
 * having vouched for anything: nobody of the others may come in, and all are told.
 */
export const handedPoison = defineContest({
  layout: layout('handed-poison', {
    locks: locksLayout,
    ready: i32({ writers: 'worker 0', access: 'atomic', ownLine: true, doc: '1 = worker 0 is inside' }),
    refused: i32({ writers: 'the others', access: 'atomic', ownLine: true, doc: 'workers that were told ABANDONED' }),
  }),
  prepare({ locks }, { kind }) {
    initializeLock(locks, kind)
    for (const word of [locks.mutex.word, locks.fairMutex.word, locks.rwLock.gate.word]) word.store(POISON_BIT)
  },
  compete({ locks, ready, refused }, { worker, options, waiter, waiting, fault }) {
    const lock = lockOf(locks, options.kind, waiter)
    if (worker === 0) {
      if (!lock.acquireRobust()) fault('was not told that the holder had died')
      advance(ready)
      const others = waiting.records.first(options.workers).slice(1)
      while (!others.every(({ waitEpoch }) => waitEpoch.load() % 2 !== 0)) Atomics.pause()
      lock.release()
      return
    }
    reach(ready, 1)
    try {
      lock.acquire()
      fault('came in without having been told')
      lock.release()
    } catch (thrown) {
      if (!(thrown instanceof LabError) || thrown.code !== 'ABANDONED') throw thrown
      Atomics.add(refused.cell, 0, 1)
    }
  },
  faults: ({ locks, refused }, { kind, workers }) => {
    const word =
      kind === 'mutex' ? locks.mutex.word : kind === 'fair mutex' ? locks.fairMutex.word : locks.rwLock.gate.word
    return [
      unless(refused.load() === workers - 1, `${refused.load()} of ${workers - 1} were told`),
      unless((word.load() & ~WAITERS_BIT) === POISON_BIT, `the word is ${word.load()} in the end`),
      unless(locks.rwLock.writers.word.load() === FREE, "the writers' mutex is not free"),
    ]
  },
})
