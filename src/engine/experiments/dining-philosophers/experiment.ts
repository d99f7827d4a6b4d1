import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { conditionLayout } from '../../sync/condition.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { aftermathParam } from '../kit/aftermath.ts'
import { bothAtOnceLayout } from '../kit/both-at-once.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { lockBookLayout, lockOrdersIn, recordOrderParam } from '../kit/lock-book.ts'
import { throughput } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { rendezvousLayout } from '../kit/rendezvous.ts'
import { initializeForks } from './chandy-misra.ts'

type Eaten = {
  readonly meals: number
  readonly fewest: number
  readonly most: number
  readonly together: number
  readonly victims: number
}

const MOST_PHILOSOPHERS = 16

export const params = {
  workers: { ...commonParams.workers, help: 'not asked for here: there are as many as philosophers' },
  philosophers: count({
    min: 2,
    max: MOST_PHILOSOPHERS,
    default: 5,
    unit: 'philosophers',
    help: 'at the round table, a fork between every two',
  }),
  meals: count({ min: 1, max: 10_000, default: 5, unit: 'meals', help: 'meals of each philosopher' }),
  pauseMillis: count({ min: 0, max: 1000, default: 1, unit: 'ms', help: 'between the first fork and the second' }),
  after: aftermathParam,
  recordOrder: recordOrderParam('off'),
} as const

export const memory = layout('dining-philosophers', {
  fork: perWorker(mutexLayout),
  pause: pauseLayout,
  allSeated: rendezvousLayout,
  waiter: bothAtOnceLayout,
  seats: semaphoreLayout,
  table: mutexLayout,
  forkCame: perWorker(conditionLayout),
  handed: block(3 * MOST_PHILOSOPHERS, {
    writers: 'who holds the table',
    access: 'under the table',
    doc: 'in chandy-misra, per fork: whose it is; 1 = dirty; 1 = the other neighbour wants it',
  }),
  eats: block(MOST_PHILOSOPHERS, {
    writers: 'who holds the table',
    access: 'under the table',
    doc: 'in chandy-misra: 1 = eats',
  }),
  own: perWorker(
    layout('philosopher', {
      eating: i32({
        writers: 'the philosopher',
        access: 'atomic',
        doc: '1 = says that it eats: a witness that no fork knows',
      }),
      meals: i32({
        writers: 'the philosopher',
        access: 'single writer',
        ownLine: true,
        unit: 'meals',
        doc: 'meals that it had',
      }),
      together: i32({
        writers: 'the philosopher',
        access: 'single writer',
        unit: 'meals',
        doc: 'meals during which a neighbour said that it ate, too',
      }),
      victims: i32({
        writers: 'the philosopher',
        access: 'single writer',
        doc: 'how often it was thrown out of a deadlock',
      }),
    }),
  ),
  book: lockBookLayout,
})

/**
 * Dining philosophers. Between every two at a round table lies one fork, and nobody eats with less than two. All take the
 * left one first.
 *
 * Look for: when each has its left fork, each waits for the right one, and the circle is as long as the table. Four tables
 * at which everybody eats: forks are numbered and taken in that order; a waiter hands out both or none; forks travel and
 * are given away when dirty (Chandy and Misra); one seat fewer than philosophers.
 *
 * Sources: E. W. Dijkstra, "Hierarchical Ordering of Sequential Processes" (1971); C. A. R. Hoare, "Communicating Sequential
 * Processes" (1978), §5.3, for the seats; K. M. Chandy, J. Misra, "The Drinking Philosophers Problem" (1984).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   naive          deadlock      30   each T1 -> fork 2 -> T2 -> ... -> fork 1 -> T1
 *   ordered        everybody ate 30   24 ms a trial (median)
 *   arbitrator     everybody ate 30   20 ms
 *   chandy-misra   everybody ate 30   19 ms
 *   seats          everybody ate 30   22 ms
 */
export const diningPhilosophers = defineExperiment({
  id: 'dining-philosophers',
  title: 'Dining philosophers',
  topic: 'Deadlock',
  question: 'Everybody needs two forks, everybody takes the left one first. Will everybody eat?',

  params,
  variants: {
    naive: { title: 'left, then right', doc: 'takes the left fork, then the right one' },
    ordered: {
      title: 'ordered forks',
      doc: 'takes the fork with the lower number first: one philosopher begins with the right',
    },
    arbitrator: { title: 'waiter', doc: 'asks a waiter, who hands out both forks at once or lets wait with none' },
    chandyMisra: {
      title: 'Chandy and Misra',
      doc: 'a fork goes to the neighbour who asks for it, once it is dirty; it comes clean',
    },
    seats: { title: 'one seat fewer', doc: 'a semaphore lets all but one sit down; then left, then right' },
  },

  presets: {
    three: { label: '3 philosophers', params: { philosophers: 3 } },
    sixteen: { label: '16 philosophers', params: { philosophers: 16, trials: 10 } },
    standing: {
      label: 'the deadlock left standing',
      params: { after: 'stand', trials: 1, warmUp: 0 },
      variants: ['naive'],
    },
  },

  memory,
  roles: ({ philosophers }) => Array.from({ length: philosophers }, () => 'philosopher'),

  prepare: (words, { philosophers }) => {
    initializeSemaphore(words.seats, philosophers - 1)
    initializeForks(words, philosophers)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { philosophers }): Eaten => {
    const own = words.own.first(philosophers)
    const meals = own.map(each => each.meals.load())
    return {
      meals: meals.reduce((sum, each) => sum + each, 0),
      fewest: Math.min(...meals),
      most: Math.max(...meals),
      together: own.reduce((sum, each) => sum + each.together.load(), 0),
      victims: own.reduce((sum, each) => sum + each.victims.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'neighbours-at-once',
      description: 'two neighbours ate at the same time, with one fork between them',
      when: ({ together }) => together > 0,
      grades: 'forbidden',
    },
    {
      name: 'everybody-ate',
      description: 'each philosopher had all its meals, and nobody had to be thrown out of a wait for it',
      when: (eaten, { meals }) => eaten.fewest === meals && eaten.most === meals && eaten.victims === 0,
      grades: 'acceptable',
    },
    {
      name: 'recovered',
      description: 'the table deadlocked, one philosopher gave way each time, and then everybody ate',
      possible: ({ after }) => after === 'victim',
      when: (eaten, { meals }) => eaten.fewest === meals && eaten.most === meals,
      grades: {
        naive: 'interesting',
        ordered: 'forbidden',
        arbitrator: 'forbidden',
        chandyMisra: 'forbidden',
        seats: 'forbidden',
      },
    },
    {
      name: 'deadlock',
      description: 'each held its left fork and waited for the right one: a proved circle',
      possible: ({ after }) => after !== 'victim',
      state: 'deadlocked',
      grades: {
        naive: 'interesting',
        ordered: 'forbidden',
        arbitrator: 'forbidden',
        chandyMisra: 'forbidden',
        seats: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each philosopher counted its meals',
      holds: (_eaten, { philosophers, meals }, done) => done.operations === philosophers * meals,
    },
  ],

  measures: [throughput('meals')],

  headline: stories =>
    tellApart(
      stories,
      ['deadlock', 'recovered'],
      story => `deadlocked in ${trialsWith(story, ['deadlock', 'recovered'])}`,
      'let everybody eat',
    ),

  charts: ['wait-for-graph', 'outcome-table', 'thread-lanes', 'owner-ribbon', 'throughput-over-time'],

  lockOrders: (words, { philosophers }) => lockOrdersIn(words.book, philosophers, fork => `fork[${String(fork)}]`),
})
