import { block, i32, layout } from '../../../src/engine/memory/layout.ts'
import { buffersLayout, bufferOf, initializeBuffer } from '../buffers.ts'
import { defineContest, sum, unless } from '../contest.ts'

/** Items of all producers together, at most. */
const MAX_ITEMS = 65_536
/** Of a hundred operations, those before which somebody is woken without a reason. */
const SPURIOUS_PERCENT = 10

/** Producers and consumers share a bounded buffer: each item arrives once, those of one producer in order. */
export const bufferRun = defineContest({
  layout: layout('buffer-run', {
    buffers: buffersLayout,
    producersDone: i32({ writers: 'producers', access: 'atomic', ownLine: true, doc: 'producers that are done' }),
    seen: block(MAX_ITEMS, { writers: 'consumers', access: 'atomic', doc: 'how often each item arrived' }),
  }),
  prepare({ buffers }, { size }) {
    initializeBuffer(buffers, size)
  },
  compete({ buffers, producersDone, seen }, { worker, options, waiter, prng, fault, figure }) {
    const { producers, rounds, kind, size } = options
    const buffer = bufferOf(buffers, kind, size, waiter)
    const { channel, notEmpty, notFull, mutex } = buffers
    const disturbed = [
      ...[notEmpty.sequence, notFull.sequence, mutex.word],
      ...[channel.notEmpty.sequence, channel.notFull.sequence, channel.mutex.word],
    ]
    const disturb = () => {
      if (prng.nextBelow(100) < SPURIOUS_PERCENT) for (const { cell } of disturbed) Atomics.notify(cell, 0)
    }
    if (worker < producers) {
      for (let next = 0; next < rounds; next++) {
        disturb()
        buffer.put(worker * rounds + next)
      }
      if (Atomics.add(producersDone.cell, 0, 1) === producers - 1) buffer.close()
      return
    }
    const latest = Array.from({ length: producers }, () => -1)
    let taken = 0
    for (;;) {
      disturb()
      const item = buffer.take()
      if (item === undefined) break
      taken += 1
      Atomics.add(seen.items, item, 1)
      const producer = Math.floor(item / rounds)
      if ((latest[producer] ?? Infinity) >= item) fault(`item ${item} after ${latest[producer]}`)
      latest[producer] = item
    }
    figure('taken', taken)
  },
  faults: ({ buffers, seen }, { producers, rounds }, { taken }) => {
    const arrivals = seen.items.subarray(0, producers * rounds)
    const wrong = arrivals.findIndex(times => times !== 1)
    return [
      unless(wrong < 0, `item ${wrong} arrived ${arrivals[wrong]} times`),
      unless(sum(taken) === producers * rounds, `${sum(taken)} of ${producers * rounds} items arrived`),
      unless(buffers.channel.count.load() === 0 && buffers.count.load() === 0, 'items are left'),
    ]
  },
})
