import { formatRate } from '../../../base/units.ts'
import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { concurrencyWitness, mostInside } from '../kit/concurrency-witness.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally, throughput, type TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'

const NANOS_PER_MILLI = 1e6

type Served = {
  readonly limit: number
  /** The limit, or as many as there are clients. */
  readonly usable: number
  readonly most: number
  readonly requests: number
  /** Summed over clients. */
  readonly servedMillis: number
  readonly waitedMillis: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 50, help: 'clients' }),
  connections: count({ min: 1, max: 64, default: 10, unit: 'connections', help: 'connections that the server allows' }),
  serviceMicros: count({
    min: 1,
    max: 1_000_000,
    default: 1_000,
    unit: 'µs',
    help: 'how long the server takes for a request, on average: by the seed, between half and one and a half of this',
  }),
  requests: count({ min: 1, max: 10_000, default: 10, unit: 'requests', help: 'requests of each client' }),
  trials: { ...commonParams.trials, default: 10 },
} as const

export const memory = layout('connection-limit', {
  pool: semaphoreLayout,
  open: i32({
    writers: 'every client',
    access: 'atomic',
    ownLine: true,
    unit: 'connections',
    doc: 'what look-then-connect looks at',
  }),
  server: pauseLayout,
  witness: concurrencyWitness,
  clocks: perWorker(
    layout('client-clocks', {
      servedNanos: f64({ writers: 'the client', access: 'single writer', unit: 'ns', doc: 'time with a connection' }),
      waitedNanos: f64({ writers: 'the client', access: 'single writer', unit: 'ns', doc: 'time until it had one' }),
    }),
  ),
})

/**
 * Connection limit. Fifty clients, a server that allows ten connections. Who keeps to the limit, and what does it cost?
 *
 * Look for: the most connections at once, beside the limit; and the line of Little's law. On average as many are inside
 * as arrive per second times the seconds that each stays. With at most n inside, no more than n / service time can be
 * served per second, however many clients there are: more clients only wait longer.
 * A request takes a thousand times as long as reading a clock, so the clients time themselves.
 *
 * Sources: E. W. Dijkstra, "Cooperating sequential processes" (1965), §4.1, for counting permits; J. D. C. Little, "A Proof
 * for the Queuing Formula L = λW" (1961).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 10 trials each:
 *
 *   unlimited           within-limit  0   over-limit 10   at most 49 at once   16 100 requests/s
 *   look-then-connect   within-limit  0   over-limit 10   at most 20            4 010
 *   semaphore           within-limit 10   over-limit  0   at most 10            5 920 of 7 110 allowed
 *
 * The service takes longer than it should (1.4 ms for 1 ms) where 50 threads share two cores with others.
 */
export const connectionLimit = defineExperiment({
  id: 'connection-limit',
  title: 'Connection limit',
  topic: 'Semaphores, events, conditions',
  question: 'Fifty clients share ten connections. Does anybody exceed the limit, and how many requests get through?',

  params,
  variants: {
    unlimited: { title: 'unlimited', doc: 'every client connects at once' },
    lookThenConnect: { title: 'look then connect', doc: 'a counter of open connections, looked at before connecting' },
    semaphore: { title: 'semaphore', doc: 'a permit for each connection; who has none waits' },
  },

  presets: {
    '50on10': { label: '50 clients, 10 connections', params: { workers: 50, connections: 10 } },
    single: { label: 'one connection', params: { workers: 10, connections: 1 } },
    roomy: { label: 'more connections than clients', params: { workers: 10, connections: 20 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'client'),

  prepare: ({ pool }, { connections }) => {
    initializeSemaphore(pool, connections)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ witness, clocks }, { workers, connections }, done): Served => {
    const all = clocks.first(workers)
    return {
      limit: connections,
      usable: Math.min(connections, workers),
      most: mostInside(witness, workers),
      requests: done.operations,
      servedMillis: all.reduce((sum, { servedNanos }) => sum + servedNanos.value, 0) / NANOS_PER_MILLI,
      waitedMillis: all.reduce((sum, { waitedNanos }) => sum + waitedNanos.value, 0) / NANOS_PER_MILLI,
    }
  },

  outcomes: [
    {
      name: 'within-limit',
      description: 'never more connections at once than the server allows',
      when: ({ most, limit }) => most <= limit,
      grades: 'acceptable',
    },
    {
      name: 'over-limit',
      description: 'more connections at once than the server allows',
      when: ({ most, limit }) => most > limit,
      grades: { unlimited: 'interesting', lookThenConnect: 'interesting', semaphore: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'all-served',
      description: 'every request of every client was served',
      holds: (_seen, { workers, requests }, done) => done.operations === workers * requests,
    },
    {
      name: 'somebody-inside',
      description: 'the witness saw at least one connection, and no more than there are clients',
      holds: ({ most }, { workers }) => most >= 1 && most <= workers,
    },
  ],

  measures: [
    throughput('requests'),
    {
      name: 'allowed',
      unit: 'requests/s',
      help: 'what Little’s law allows: connections that clients can use / mean service time',
      only: ['semaphore'],
      of: ({ observed: { usable, requests, servedMillis } }: TrialFacts<Served>) =>
        servedMillis > 0 ? (usable * requests * 1000) / servedMillis : undefined,
    },
    tally('most', 'connections at once, at most, per trial', ({ most }: Served) => most),
    {
      name: 'in-use',
      unit: 'connections',
      help: 'connections in use, averaged over the trial',
      of: ({ observed, measuredMillis }: TrialFacts<Served>) =>
        measuredMillis > 0 ? observed.servedMillis / measuredMillis : undefined,
    },
    {
      name: 'wait',
      unit: 'ms',
      help: 'mean time until a client has its connection',
      of: ({ observed: { waitedMillis, requests } }: TrialFacts<Served>) =>
        requests > 0 ? waitedMillis / requests : undefined,
    },
  ],

  axis: ({ workers, connections }) => ({
    observed: 'most',
    label: 'most connections at once',
    floor: 1,
    floorWhy: 'every request has a connection',
    ceiling: workers,
    ceilingWhy: 'a client has one connection at a time',
    marks: connections < workers ? [{ value: connections, caption: 'the limit', bound: false }] : [],
  }),

  headline: stories => {
    const kept = tellApart(
      stories,
      ['over-limit'],
      story => `exceeded the limit in ${trialsWith(story, ['over-limit'])}`,
      'never exceeded the limit',
    )
    const [medians] = stories.map(story => story.medians).filter(figures => 'allowed' in figures)
    const [allowed, measured] = [medians?.['allowed'], medians?.['throughput']]
    if (allowed === undefined || measured === undefined) return kept
    return `${kept} Little’s law allows ${formatRate(allowed)} requests/s; ${formatRate(measured)} got through.`
  },

  charts: ['bound-axis', 'outcome-table', 'level-strip', 'wait-histogram', 'thread-lanes', 'fairness-bars'],

  levels: [
    {
      name: 'connections',
      title: 'connections in use',
      unit: 'connections',
      ceiling: ({ connections }) => connections,
      of: ({ witness }) => witness.inside.load(),
    },
  ],
})
