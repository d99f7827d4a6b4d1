import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { initializeSemaphore, Semaphore, semaphoreLayout } from '../../../src/engine/sync/semaphore.ts'
import { defineContest, unless } from '../contest.ts'

const SHORT_MILLIS = 0.05

/** Workers share `size` permits: never more are out than there are, and all are back in the end. */
export const permits = defineContest({
  layout: layout('permits', {
    semaphore: semaphoreLayout,
    inside: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'workers with a permit' }),
    most: i32({ writers: 'every worker', access: 'racy', ownLine: true, doc: 'most that were inside' }),
  }),
  prepare({ semaphore }, { size }) {
    initializeSemaphore(semaphore, size)
  },
  compete({ semaphore: memory, inside, most }, { options, waiter, prng, fault, linger }) {
    const semaphore = new Semaphore(memory, waiter)
    for (let done = 0; done < options.rounds;) {
      const way = prng.nextBelow(16)
      if (way < 2 && !semaphore.tryAcquire()) continue
      if (way >= 2 && way < 5 && !semaphore.acquireFor(SHORT_MILLIS)) continue
      if (way >= 5) semaphore.acquire()
      const now = Atomics.add(inside.cell, 0, 1) + 1
      if (now > options.size) fault(`${now} inside with ${options.size} permits`)
      if (now > most.cell[0]) most.cell[0] = now
      linger()
      Atomics.sub(inside.cell, 0, 1)
      semaphore.release()
      done += 1
    }
  },
  faults: ({ semaphore }, { size }) => [
    unless(semaphore.permits.load() === size, `${semaphore.permits.load()} permits in the end, not ${size}`),
    unless(semaphore.waiters.load() === 0, `${semaphore.waiters.load()} waiters counted in the end`),
  ],
})
