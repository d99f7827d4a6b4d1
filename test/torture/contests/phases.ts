import { i32, layout, perWorker } from '../../../src/engine/memory/layout.ts'
import { Barrier, barrierLayout, initializeBarrier } from '../../../src/engine/sync/barrier.ts'
import { defineContest, sum, unless } from '../contest.ts'

/** Parties meet phase after phase: nobody is a whole phase ahead of anybody, and one of them comes last. */
export const phases = defineContest({
  layout: layout('phases', {
    barrier: barrierLayout,
    phase: perWorker(i32({ writers: 'the worker', access: 'racy', doc: 'the phase that it is in, stored plainly' })),
  }),
  prepare({ barrier }, { workers }) {
    initializeBarrier(barrier, workers)
  },
  compete({ barrier: memory, phase }, { worker, options, waiter, fault, figure, linger }) {
    const barrier = new Barrier(memory, waiter)
    const all = phase.first(options.workers)
    const mine = phase.of(worker)
    let last = 0
    for (let turn = 1; turn <= options.rounds; turn++) {
      mine.cell[0] = turn
      linger()
      if (turn % 3 === 0 ? barrier.waitFor(60_000) : barrier.wait()) last += 1
      all.forEach(({ cell }, other) => {
        if (cell[0] !== turn && cell[0] !== turn + 1) fault(`in phase ${turn}, worker ${other} in phase ${cell[0]}`)
      })
    }
    figure('last', last)
  },
  faults: ({ barrier }, { rounds }, { last }) => [
    unless(sum(last) === rounds, `${sum(last)} parties came last in ${rounds} phases`),
    unless(barrier.generation.load() === 2 * rounds, `the generation is ${barrier.generation.load()}`),
  ],
})
