import { listed } from '../../../base/text.ts'
import { formatMillis } from '../../../base/units.ts'
import { MAX_WORKERS } from '../../../contract/limits.ts'
import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel } from '../../sync/channel.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { cpuPerOperation, tally } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Played = {
  readonly pairs: number
  readonly hits: number
  readonly outOfTurn: number
  readonly pairsApart: number
}

export const params = {
  workers: count({ min: 2, max: MAX_WORKERS, default: 2, help: 'they play in pairs; an odd one out looks on' }),
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200),
} as const

export const memory = layout('wake-latency', {
  players: perWorker(
    layout('player', {
      signal: i32({
        writers: 'the player',
        access: 'atomic',
        ownLine: true,
        doc: 'the turn that it has passed on: what the partner spins or sleeps on; -1 = its message channel is open',
      }),
      event: eventLayout,
      channel: channelLayout,
      playing: i32({ writers: 'the player', access: 'single writer', ownLine: true, doc: 'the turn it plays' }),
      hitAt: f64({
        writers: 'the player, in a probe',
        access: 'single writer',
        unit: 'ns',
        doc: 'clock when it passed the ball on',
      }),
      hits: i32({
        writers: 'the player',
        access: 'single writer',
        ownLine: true,
        unit: 'hand-overs',
        doc: 'how often it has passed the ball on',
      }),
      outOfTurn: i32({
        writers: 'the player',
        access: 'single writer',
        unit: 'hand-overs',
        doc: 'how often it got the ball while its partner was not at the same turn',
      }),
    }),
  ),
})

/**
 * Wake-up latency. Two workers pass a ball to and fro, and nothing else. How long does it take from one worker's signal
 * to the other's going on, when the other spins, sleeps on a word, on an event, or on a channel, or has gone back to its event
 * loop?
 *
 * Look for: spinning, fastest by far with a core for each and slowest by far without; and what a sleep costs whoever
 * has to end it. In the probe's histogram, the tail: what is waited for is a core.
 * `postMessage` and `Atomics.waitAsync` end a wait by a turn of the event loop: their kernels are async.
 *
 * Sources: Drepper, "Futexes Are Tricky" (2011); Karlin, Li, Manasse and Owicki, "Empirical Studies of Competitive
 * Spinning for a Shared-Memory Multiprocessor" (SOSP 1991).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 7, 5 trials; median hand-over:
 *
 *                 one pair   32 pairs
 *   wait-notify    5.86 µs     391 µs
 *   event          7.64 µs     284 µs
 *   message        18.9 µs    1.07 ms
 *   spin           8.38 ms     630 ms
 *
 * The other work left the pair less than a core: the spinner then waits for the end of its own time slice.
 */
export const wakeLatency = defineExperiment({
  id: 'wake-latency',
  title: 'Wake-up latency',
  topic: 'Atomics and memory',
  question: 'One worker says "go". How long until the other goes?',

  params,
  variants: {
    spin: { title: 'spin', doc: 'the waiter asks all the time' },
    waitNotify: { title: 'wait and notify', doc: 'the waiter sleeps on a word: Atomics.wait, Atomics.notify' },
    event: { title: 'event', doc: 'an auto-reset event, which notifies only if somebody sleeps' },
    message: { title: 'message', doc: 'an item through a channel' },
    waitAsync: {
      title: 'waitAsync',
      doc: 'the waiter’s event loop turns until the word is notified: Atomics.waitAsync',
    },
    postMessage: { title: 'postMessage', doc: 'a clone from one event loop to the other’s; no shared word' },
  },

  presets: {
    pair: { label: 'one pair', params: { workers: 2 } },
    crowd: { label: 'eight pairs', params: { workers: 16 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers - (workers % 2) }, () => 'player'),
  lasts: ({ duration }) => duration,

  prepare: (words, { workers }) => {
    for (const { event, channel } of words.players.first(workers)) {
      initializeEvent(event, 'auto-reset')
      initializeChannel(channel, 1)
    }
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ players }, { workers }): Played => {
    const pairs = Math.floor(workers / 2)
    const all = players.first(2 * pairs)
    const hits = all.map(player => player.hits.load())
    const leads = hits.flatMap((own, worker) => (worker % 2 === 0 ? [own - (hits[worker + 1] ?? 0)] : []))
    return {
      pairs,
      hits: hits.reduce((sum, own) => sum + own, 0),
      outOfTurn: all.reduce((sum, player) => sum + player.outOfTurn.load(), 0),
      // Who serves is level with its partner, or one ahead.
      pairsApart: leads.filter(lead => lead !== 0 && lead !== 1).length,
    }
  },

  outcomes: [
    {
      name: 'in-turn',
      description: 'each hand-over arrived once, and in turn',
      when: ({ outOfTurn, pairsApart }) => outOfTurn === 0 && pairsApart === 0,
      grades: 'acceptable',
    },
    {
      name: 'out-of-turn',
      description: 'a worker went on before it was its turn',
      when: ({ outOfTurn, pairsApart }) => outOfTurn > 0 || pairsApart > 0,
      grades: 'forbidden',
    },
    {
      name: 'standstill',
      description: 'no ball was passed on for stallAfter: spinners held the cores that the others waited for',
      state: 'stalled',
      possible: ({ workers }) => workers > 3,
      grades: {
        spin: 'acceptable',
        waitNotify: 'forbidden',
        event: 'forbidden',
        message: 'forbidden',
        waitAsync: 'forbidden',
        postMessage: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'what the workers report is what they have written down',
      holds: ({ hits }, _params, done) => done.operations === hits,
    },
  ],

  measures: [
    {
      name: 'cost',
      unit: 'ns/operation',
      help: 'half a round trip: from one worker’s signal to the other’s going on',
      of: ({ observed: { hits, pairs }, measuredMillis }) =>
        hits > 0 ? (measuredMillis * 1e6 * pairs) / hits : undefined,
    },
    cpuPerOperation,
    tally('hand-overs', 'how often a ball was passed on, all pairs together', ({ hits }: Played) => hits),
  ],

  headline: stories => {
    const timed = stories.flatMap(({ title, medians: { cost } }) => (cost === undefined ? [] : [{ title, cost }]))
    const ladder = timed.toSorted((a, b) => a.cost - b.cost)
    const told = ladder.map(({ title, cost }) => `${title} ${formatMillis(cost / 1e6)}`)
    return told.length === 0 ? '' : `From "go" to going: ${listed(told)}.`
  },

  charts: ['cost-ladder', 'wait-histogram', 'outcome-table'],
})
