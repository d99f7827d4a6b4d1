import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { Event, eventLayout, initializeEvent } from '../../../src/engine/sync/event.ts'
import { defineContest, sum, unless } from '../contest.ts'
import { advance, meet } from '../meet.ts'

const events = layout('events', {
  event: eventLayout,
  round: i32({
    writers: 'worker 0',
    access: 'racy',
    ownLine: true,
    doc: 'the round whose event was set, stored plainly',
  }),
  met: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'arrivals at the end of a round' }),
})

/** Worker 0 sets a manual-reset event once in a round: nobody passes before, and everybody after. */
export const manualReset = defineContest({
  layout: events,
  prepare({ event }) {
    initializeEvent(event, 'manual-reset')
  },
  compete({ event: memory, round, met }, { worker, options, waiter, fault, linger }) {
    const event = new Event(memory, waiter)
    for (let turn = 1; turn <= options.rounds; turn++) {
      if (worker === 0) {
        // Every other time those who wait must pass even though it is reset at once.
        const atOnce = turn % 2 === 0
        while (atOnce && memory.waiters.load() < options.workers - 1) Atomics.pause()
        linger()
        round.cell[0] = turn
        event.set()
        if (atOnce) event.reset()
      } else {
        if (turn % 3 === 0) while (!event.waitFor(60_000)) fault('did not pass within a minute')
        else event.wait()
        if (round.cell[0] !== turn) fault(`passed in round ${turn}, but round ${round.cell[0]} was set`)
      }
      meet(met, options.workers, 2 * turn - 1)
      if (worker === 0) event.reset()
      meet(met, options.workers, 2 * turn)
    }
  },
  faults: ({ event }) => [unless(event.waiters.load() === 0, `${event.waiters.load()} waiters counted in the end`)],
})

/** Worker 0 gives one signal after the other, each once the one before is taken: each lets one worker through. */
export const autoReset = defineContest({
  layout: events,
  prepare({ event }) {
    initializeEvent(event, 'auto-reset')
  },
  compete({ event: memory, met }, { worker, options, waiter, prng, figure }) {
    const event = new Event(memory, waiter)
    if (worker === 0) {
      const signals = options.rounds * (options.workers - 1)
      for (let given = 0; given < signals; given++) {
        while (event.isSet() && met.load() < options.workers - 1) Atomics.pause()
        event.set()
      }
      return
    }
    let taken = 0
    while (taken < options.rounds) {
      if (prng.nextBelow(4) > 0) event.wait()
      else if (!event.waitFor(0.05)) continue
      taken += 1
    }
    advance(met)
    figure('taken', taken)
  },
  faults: ({ event }, { rounds, workers }, { taken }) => [
    // Were a signal taken twice, the state would have grown by less than twice for each that was given.
    unless(event.state.load() === 2 * rounds * (workers - 1), `the state is ${event.state.load()} in the end`),
    unless(sum(taken) === rounds * (workers - 1), `${sum(taken)} signals taken`),
    unless(event.waiters.load() === 0, `${event.waiters.load()} waiters counted in the end`),
  ],
})
