import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { initializeRing, Ring, ringLayout } from '../../../src/engine/sync/ring.ts'
import { defineContest, unless } from '../contest.ts'

/** Where head and tail begin, so that they pass the largest i32 or wrap in mid-contest. */
const BEGINNINGS: Readonly<Record<string, number>> = { zero: 0, 'sign change': 0x7fffff00, wrap: -0x100 }

/** One worker pushes, the other pops: the items arrive, each once and in order. */
export const ringRun = defineContest({
  layout: layout('ring-run', {
    ring: ringLayout,
    popped: i32({ writers: 'the consumer', access: 'racy', ownLine: true, doc: 'items that arrived in order' }),
  }),
  prepare({ ring }, { size, kind }) {
    initializeRing(ring, size)
    const beginning = BEGINNINGS[kind] ?? 0
    for (const word of [ring.consumer.head, ring.consumer.tailSeen, ring.producer.tail, ring.producer.headSeen]) {
      word.store(beginning)
    }
  },
  compete({ ring: memory, popped }, { worker, options, waiter, prng, fault }) {
    const ring = new Ring(memory, waiter)
    for (let next = 0; next < options.rounds;) {
      const item = (next * 0x9e3779b1) | 0
      const tries = prng.nextBelow(4) === 0
      if (worker === 0) {
        if (tries && !ring.tryPush(item)) continue
        if (!tries) ring.push(item)
      } else {
        const got = tries ? ring.tryPop() : ring.pop()
        if (got === undefined) continue
        if (got !== item) fault(`item ${next} is ${got}, not ${item}`)
        popped.cell[0]++
      }
      next += 1
    }
  },
  faults: ({ ring, popped }, { rounds }) => [
    unless(popped.load() === rounds, `${popped.load()} of ${rounds} items arrived`),
    unless(ring.consumer.head.load() === ring.producer.tail.load(), 'the ring is not empty'),
  ],
})
