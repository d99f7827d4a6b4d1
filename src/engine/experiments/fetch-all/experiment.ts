import { capitalised, listed } from '../../../base/text.ts'
import { formatMillis } from '../../../base/units.ts'
import { block, f64, i32, layout } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tally, type TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { notedSpans, spanNotes } from '../kit/span-notes.ts'

/** The other worker is the client. */
export const SERVER = 1
const MOST_REQUESTS = 100
/** A timer of Node's may fire so much too early. */
const TIMER_MILLIS = 1

type Fetched = {
  readonly once: number
  readonly repeated: number
  readonly mostAtOnce: number
  readonly tookMillis: number
}

export const params = {
  workers: count({ min: 2, max: 2, default: 2, help: 'a client and a server, each on a thread of its own' }),
  requests: count({ min: 1, max: MOST_REQUESTS, default: 20, unit: 'requests', help: 'that the client makes' }),
  latency: count({ min: 1, max: 500, default: 50, unit: 'ms', help: 'that the server takes for each answer' }),
  limit: count({
    min: 1,
    max: MOST_REQUESTS,
    default: 5,
    unit: 'requests',
    help: 'under way at the same time, where that is limited',
  }),
  trials: { ...commonParams.trials, default: 5 },
} as const

export const memory = layout('fetch-all', {
  port: i32({ writers: 'the server', access: 'atomic', ownLine: true, doc: 'where it listens; 0 = it does not yet' }),
  finished: i32({ writers: 'the client', access: 'atomic', ownLine: true, doc: '1 = it has all answers' }),
  tookNanos: f64({
    writers: 'the client',
    access: 'single writer',
    unit: 'ns',
    doc: 'from the first request to the last answer',
  }),
  inFlight: i32({
    writers: 'the server',
    access: 'single writer',
    ownLine: true,
    unit: 'requests',
    doc: 'that have arrived and are not answered',
  }),
  mostInFlight: i32({ writers: 'the server', access: 'single writer', unit: 'requests', doc: 'at a time, at most' }),
  got: block(MOST_REQUESTS, { writers: 'the server', access: 'atomic', unit: 'times', doc: 'per request: arrivals' }),
  requests: spanNotes(MOST_REQUESTS),
})

/**
 * Fetch all. Twenty requests to a server that takes 50 ms for each answer, most of them waiting. How long do all take?
 *
 * Look for: the bars of the requests. One after the other they are a staircase, twenty latencies long. Asked for
 * together they lie below each other and take about one. With a limit of five there are never more than five bars at a time, and
 * they take four latencies.
 *
 * The server is on a thread of its own, on the loopback interface. It counts for itself: each request once, and how many
 * there are at a time. With at most n at a time that take L each, R of them cannot take less than R / n x L: Little's law.
 *
 * Sources: J. D. C. Little, "A Proof for the Queuing Formula L = λW" (1961); RFC 9112, "HTTP/1.1", §9.3 and §9.4, for
 * persistent connections and their number; WHATWG HTML, "Event loop processing model".
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 5 trials each:
 *
 *   serial     one-by-one   5                  1 at a time   1 030 ms
 *   gathered   over-limit   5                 20                60.1 ms
 *   limited    within-limit 5                  5               209 ms
 */
export const fetchAll = defineExperiment({
  id: 'fetch-all',
  title: 'Fetch all',
  topic: 'Executors and the event loop',
  question:
    'Twenty requests, each answered after 50 ms. How long do all take, and how many does the server see at a time?',

  params,
  variants: {
    serial: { title: 'serial', doc: 'one request after the other' },
    gathered: { title: 'gathered', doc: 'all requests at once, awaited together' },
    limited: { title: 'limited', doc: 'awaited together, but only so many under way: a semaphore' },
  },

  presets: {
    '20': { label: '20 requests, 5 at a time', params: { requests: 20, latency: 50, limit: 5 } },
    '100': { label: '100 requests, 10 at a time', params: { requests: 100, latency: 50, limit: 10, trials: 3 } },
  },

  memory,
  roles: () => ['client', 'server'],

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: ({ got, mostInFlight, tookNanos }, { requests }): Fetched => {
    const times = got.items.subarray(0, requests)
    return {
      once: times.reduce((sum, own) => sum + (own === 1 ? 1 : 0), 0),
      repeated: times.reduce((sum, own) => sum + (own > 1 ? 1 : 0), 0),
      mostAtOnce: mostInFlight.load(),
      tookMillis: tookNanos.value / 1e6,
    }
  },

  outcomes: [
    {
      name: 'missed',
      description: 'a request did not arrive, or arrived more than once',
      when: ({ once, repeated }, { requests }) => once !== requests || repeated > 0,
      grades: 'forbidden',
    },
    {
      name: 'one-by-one',
      description: 'the server never had more than one request at a time',
      when: ({ mostAtOnce }) => mostAtOnce === 1,
      grades: 'acceptable',
    },
    {
      name: 'within-limit',
      description: 'the server had several requests at a time, no more than the limit',
      when: ({ mostAtOnce }, { limit }) => mostAtOnce > 1 && mostAtOnce <= limit,
      grades: { serial: 'forbidden', gathered: 'acceptable', limited: 'acceptable' },
    },
    {
      name: 'over-limit',
      description: 'the server had more requests at a time than the limit',
      possible: ({ requests, limit }) => requests > limit,
      when: ({ mostAtOnce }, { limit }) => mostAtOnce > limit,
      grades: { serial: 'forbidden', gathered: 'interesting', limited: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'answers-add-up',
      description: 'the client has the right answer to each request, and the server has given as many',
      holds: (_observed, { requests }, { perWorker }) => perWorker.every(own => own === requests),
    },
    {
      name: 'not-too-soon',
      description: 'it took no less than as many latencies as requests have to queue for one another',
      holds: ({ mostAtOnce, tookMillis }, { requests, latency }) =>
        tookMillis >= Math.ceil(requests / Math.max(1, mostAtOnce)) * (latency - TIMER_MILLIS),
    },
  ],

  measures: [
    {
      name: 'took',
      unit: 'ms',
      help: 'from the first request to the last answer, as the client sees it',
      of: ({ observed }: TrialFacts<Fetched>) => observed.tookMillis,
    },
    tally('at-once', 'requests that the server had at the same time, at most', ({ mostAtOnce }: Fetched) => mostAtOnce),
  ],

  headline: stories => {
    const told = stories.flatMap(({ title, medians: { took } }) =>
      took === undefined ? [] : [`${title} took ${formatMillis(took)}`],
    )
    return told.length === 0 ? '' : `${capitalised(listed(told))}.`
  },

  spans: ({ requests: notes }, { requests }) => ({
    rows: Array.from({ length: requests }, (_, request) => `request ${String(request + 1)}`),
    ...notedSpans(notes, () => ({ label: '', does: 'waits' })),
  }),

  levels: [
    {
      name: 'in-flight',
      title: 'requests at the server',
      unit: 'requests',
      ceiling: ({ requests }) => requests,
      of: ({ inFlight }) => inFlight.load(),
    },
  ],

  charts: ['outcome-table', 'gantt', 'level-strip'],
})
