import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { aftermathParam } from '../kit/aftermath.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { lockBookLayout, lockOrdersIn, recordOrderParam } from '../kit/lock-book.ts'
import { throughput } from '../kit/measures.ts'
import { choice, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'

type Seen = { readonly visits: number; readonly hops: number; readonly victims: number }

/** The number of the gate in the book; the other locks have those of their workers. */
export const GATE = 16

export const params = {
  workers: count({ min: 2, max: GATE, default: 2, help: 'in a ring: each locks its own lock and that of the next' }),
  visits: count({ min: 1, max: 10_000, default: 3, unit: 'visits', help: 'how often each worker takes its two locks' }),
  turns: choice({
    choices: {
      on: 'one worker after the other: no two are ever at their locks at the same time',
      off: 'all at once, as threads are',
    },
    default: 'on',
    help: 'whether workers take turns',
  }),
  after: aftermathParam,
  recordOrder: recordOrderParam('on'),
} as const

export const memory = layout('order-risk', {
  lock: perWorker(mutexLayout),
  gate: mutexLayout,
  pause: pauseLayout,
  turn: i32({
    writers: 'whose turn it is',
    access: 'atomic',
    ownLine: true,
    unit: 'turns',
    doc: 'turns that are over',
  }),
  own: perWorker(
    layout('visitor', {
      visits: i32({ writers: 'the worker', access: 'single writer', unit: 'visits', doc: 'visits that it made' }),
      victims: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'how often it was thrown out of a deadlock',
      }),
    }),
  ),
  book: lockBookLayout,
})

/**
 * Order risk. Workers in a ring take their own lock and then that of the next one, but never at the same time: a turn is
 * over before the next one begins. Nothing can go wrong in this run, and it is wrong all the same.
 *
 * Look for: every trial completes, and the recorded orders close a circle: ORDER RISK, with the locks of the smallest
 * circle. Behind a gate, one more lock that everybody takes first, the same orders are harmless, and nothing is told. Switch
 * `turns` off, and the first variant does deadlock.
 *
 * Sources: S. Savage et al., "Eraser" (1997), for looking at what was held instead of what happened; K. Havelund, "Using
 * Runtime Analysis to Guide Model Checking of Java Programs" (2000), and S. Bensalem, K. Havelund, "Dynamic Deadlock Analysis of
 * Multi-Threaded Programs" (2005), for lock graphs and gate locks.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   inversion          circle of orders 30   ORDER RISK 30: lock 2, lock 1
 *   gate-lock          in order         30   nothing told
 *   consistent-order   in order         30   nothing told
 *
 * With turns=off and 1000 visits the first variant deadlocked in 30 of 30 trials.
 */
export const orderRisk = defineExperiment({
  id: 'order-risk',
  title: 'Order risk',
  topic: 'Deadlock',
  question: 'The tests are green a thousand times. Could the program deadlock all the same?',

  params,
  variants: {
    inversion: {
      title: 'opposite orders',
      doc: 'its own lock, then that of the next worker; the last one closes the circle',
    },
    gateLock: {
      title: 'behind a gate',
      doc: 'the same orders, with one more lock around them that everybody takes first',
    },
    consistentOrder: { title: 'one order', doc: 'the lock with the lower number first' },
  },

  presets: {
    five: { label: 'a ring of 5', params: { workers: 5 } },
    free: { label: 'without turns, 1 000 visits', params: { turns: 'off', visits: 1000 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'visitor'),
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: ({ own, book }, { workers }): Seen => ({
    visits: own.first(workers).reduce((sum, { visits }) => sum + visits.load(), 0),
    hops: hopsIn(lockOrdersIn(book, workers, String), workers),
    victims: own.first(workers).reduce((sum, { victims }) => sum + victims.load(), 0),
  }),

  outcomes: [
    {
      name: 'recovered',
      description: 'the workers deadlocked, one of them gave way each time, and then all visits were made',
      possible: ({ after, turns }) => after === 'victim' && turns === 'off',
      when: ({ victims }) => victims > 0,
      grades: { inversion: 'interesting', gateLock: 'forbidden', consistentOrder: 'forbidden' },
    },
    {
      name: 'circle-of-orders',
      description: 'all visits were made, and the orders in which locks were taken close a circle without a gate',
      possible: ({ recordOrder }) => recordOrder === 'on',
      when: ({ hops }, { workers }) => hops === workers,
      grades: { inversion: 'interesting', gateLock: 'forbidden', consistentOrder: 'forbidden' },
    },
    {
      name: 'in-order',
      description: 'all visits were made, and no circle of orders was seen',
      when: ({ visits }, params) => visits === params.workers * params.visits,
      grades: 'acceptable',
    },
    {
      name: 'deadlock',
      description: 'what could happen did happen: a proved circle',
      possible: ({ after, turns }) => after !== 'victim' && turns === 'off',
      state: 'deadlocked',
      grades: { inversion: 'interesting', gateLock: 'forbidden', consistentOrder: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each worker made its visits, by its own count and by that of the lab',
      holds: ({ visits }, params, done) => visits === params.workers * params.visits && done.operations === visits,
    },
  ],

  measures: [throughput('visits')],

  headline: stories =>
    tellApart(
      stories,
      ['circle-of-orders', 'deadlock', 'recovered'],
      story => {
        const dead = (story.counts['deadlock'] ?? 0) + (story.counts['recovered'] ?? 0)
        if (dead > 0) return `deadlocked in ${trialsWith(story, ['deadlock', 'recovered'])}`
        return `completed, and took locks in orders that close a circle in ${trialsWith(story, ['circle-of-orders'])}`
      },
      'took them in orders that close none',
    ),

  charts: ['wait-for-graph', 'outcome-table', 'thread-lanes', 'owner-ribbon'],

  lockOrders: (words, { workers }) =>
    lockOrdersIn(words.book, workers, lock => (lock === GATE ? 'gate' : `lock[${String(lock)}]`)),
})

/**
 * An oracle of its own for this ring, that shares nothing with the analysis but the marks: workers that took the next one's
 * lock with only their own in hand. If all did, the circle is closed.
 */
function hopsIn(edges: ReturnType<typeof lockOrdersIn>, workers: number): number {
  const hopped = edges.filter(({ worker, held, acquired }) => {
    return held.length === 1 && held[0] === String(worker) && acquired === String((worker + 1) % workers)
  })
  return new Set(hopped.map(({ worker }) => worker)).size
}
