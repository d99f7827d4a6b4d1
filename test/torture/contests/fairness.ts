import { WAITERS_BIT } from '../../../src/base/lock-word.ts'
import { block, i32, layout } from '../../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import { WAITING } from '../../../src/engine/sync/native/fair-mutex.ts'
import { MAX_WORKERS } from '../../../src/contract/limits.ts'
import { defineContest, unless } from '../contest.ts'

const underGate = { writers: 'the holder', access: 'under the gate' } as const

/**
 * Whoever is inside a fair mutex notes who is queueing for it, and counts how often somebody who came later goes first.
 * A worker queues from when it is parked, says that it waits, and the word carries the bit.
 */
export const fairness = defineContest({
  layout: layout('fairness', {
    gate: fairMutexLayout,
    total: i32({ ...underGate, ownLine: true, doc: 'passages' }),
    seen: block(MAX_WORKERS, { ...underGate, doc: 'the epoch in which that worker was seen queueing' }),
    overtakes: block(MAX_WORKERS, { ...underGate, doc: 'how often it was overtaken in that epoch' }),
    most: i32({ ...underGate, doc: 'most overtakes of one wait' }),
    queued: i32({ ...underGate, doc: 'waits that were seen' }),
  }),
  compete(
    { gate, total, seen, overtakes, most, queued },
    { worker, options, waiter, waiting, figure, linger, nowMillis },
  ) {
    const mutex = new FairMutex(gate, waiter)
    const records = waiting.records.first(options.workers)
    const mine = waiting.records.of(worker)
    let passages = 0
    let longestMillis = 0
    for (let over = false; !over;) {
      const since = nowMillis()
      const epoch = mine.waitEpoch.load()
      mutex.acquire()
      longestMillis = Math.max(longestMillis, nowMillis() - since)
      // A worker that had to queue has a ticket of this wait; one that found the mutex free is later than any ticket.
      const ticket = mine.waitEpoch.load() === epoch ? null : mine.ticket.load()
      records.forEach((record, other) => {
        if (other === worker) return
        const now = record.waitEpoch.load()
        const queues = now % 2 !== 0 && record.park.load() === WAITING && record.waitingFor.load() === gate.word.address
        if (!queues || (gate.word.load() & WAITERS_BIT) === 0) return
        if (seen.items[other] !== now) {
          seen.items[other] = now
          overtakes.items[other] = 0
          queued.cell[0]++
        } else if (ticket === null || ((ticket - record.ticket.load()) | 0) > 0) {
          const count = (overtakes.items[other] ?? 0) + 1
          overtakes.items[other] = count
          most.cell[0] = Math.max(most.cell[0], count)
        }
      })
      linger()
      over = total.cell[0] >= options.rounds
      if (!over) {
        total.cell[0]++
        passages += 1
      }
      mutex.release()
    }
    figure('passages', passages)
    figure('longestMillis', longestMillis)
  },
  faults: ({ total, most, queued }, { rounds }) => [
    unless(total.load() === rounds, `${total.load()} passages, not ${rounds}`),
    unless(most.load() <= 1, `a waiter was overtaken ${most.load()} times`),
    unless(queued.load() > 0, 'nobody was ever seen queueing, so nothing was tested'),
  ],
})
