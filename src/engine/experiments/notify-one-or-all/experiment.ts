import { i32, layout, perWorker } from '../../memory/layout.ts'
import { conditionLayout } from '../../sync/condition.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { commonParams, count } from '../kit/params.ts'
import { rate } from '../kit/rate.ts'

type Served = { readonly called: number; readonly served: number; readonly wrong: number; readonly inVain: number }

export const params = {
  workers: count({ min: 2, max: 64, default: 5, help: 'one clerk, the rest are customers' }),
  visits: count({ min: 1, max: 10_000, default: 40, unit: 'visits', help: 'how often each customer is called' }),
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

export const memory = layout('notify-one-or-all', {
  gate: mutexLayout,
  hall: conditionLayout,
  desk: conditionLayout,
  number: i32({
    writers: 'the clerk, the customer called',
    access: 'under the gate',
    ownLine: true,
    doc: 'the customer called; 0 = nobody',
  }),
  calls: i32({ writers: 'the clerk', access: 'single writer', unit: 'calls', doc: 'calls so far' }),
  customers: perWorker(
    layout('customer', {
      own: conditionLayout,
      served: i32({ writers: 'the customer', access: 'single writer', unit: 'visits', doc: 'visits that are over' }),
      wrong: i32({
        writers: 'the customer',
        access: 'single writer',
        unit: 'visits',
        doc: 'visits that it was not called for',
      }),
      inVain: i32({
        writers: 'the customer',
        access: 'single writer',
        unit: 'wake-ups',
        doc: 'wake-ups by a call for somebody else',
      }),
    }),
  ),
})

/**
 * Notify one or all. Customers wait in one hall, each for its own number; a clerk calls one number after the other. Whom
 * does the clerk wake?
 *
 * Look for: the hall standing still. One notification wakes one waiter, and not the one it is for: that one looks, sees
 * another number, and goes back to sleep. The signal is used up, the customer called sleeps on, the clerk waits for it.
 * Everybody looks again in a loop here, and that does not help.
 *
 * Sources: C. A. R. Hoare, "Monitors" (1974), one condition per reason to wait; B. W. Lampson and D. D. Redell (1980),
 * §4.2, on broadcast; the Javadoc of `Object.notify`, on which waiter is chosen.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   notify-one      all-served  0   signal-swallowed 20
 *   notify-all      all-served 20   signal-swallowed  0   10 500 visits/s, 2.39 wake-ups in vain per call
 *   own-condition   all-served 20   signal-swallowed  0   19 000 visits/s, none
 *
 * With 32 customers: 1 390 visits/s and 22.4 wake-ups in vain per call, against 6 340 and none.
 */
export const notifyOneOrAll = defineExperiment({
  id: 'notify-one-or-all',
  title: 'Notify one or all',
  topic: 'Semaphores, events, conditions',
  question: 'Several workers wait in one place for different things. Whom must a signal wake?',

  params,
  variants: {
    notifyOne: { title: 'notify one', doc: 'one condition for all customers; a call wakes one of them' },
    notifyAll: { title: 'notify all', doc: 'one condition for all customers; a call wakes all of them' },
    ownCondition: { title: 'a condition each', doc: 'a condition per customer; a call wakes the one called' },
  },

  presets: {
    alone: { label: 'a single customer', params: { workers: 2 } },
    hall: { label: 'a full hall', params: { workers: 33, visits: 10 }, variants: ['notifyAll', 'ownCondition'] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, (_, worker) => (worker === 0 ? 'clerk' : 'customer')),

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: ({ calls, customers }, { workers }): Served => {
    const all = customers.first(workers)
    return {
      called: calls.load(),
      served: all.reduce((sum, { served }) => sum + served.load(), 0),
      wrong: all.reduce((sum, { wrong }) => sum + wrong.load(), 0),
      inVain: all.reduce((sum, { inVain }) => sum + inVain.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'all-served',
      description: 'every customer was served as often as it came, and by its own number',
      when: ({ called, served, wrong }, { workers, visits }) =>
        wrong === 0 && served === called && served === (workers - 1) * visits,
      grades: 'acceptable',
    },
    {
      name: 'signal-swallowed',
      description: 'nothing moved any more: a number is called, and its customer sleeps',
      state: 'stalled',
      grades: { notifyOne: 'interesting', notifyAll: 'forbidden', ownCondition: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'clerk and customers counted every visit once each',
      holds: (_seen, { workers, visits }, done) => done.operations === 2 * (workers - 1) * visits,
    },
  ],

  measures: [
    rate('visits', ({ served }: Served) => served),
    {
      name: 'woken-in-vain',
      unit: 'wake-ups/call',
      help: 'wake-ups by a call for somebody else, per call',
      of: ({ observed }: { readonly observed: Served }) =>
        observed.called > 0 ? observed.inVain / observed.called : undefined,
    },
  ],

  headline: stories =>
    tellApart(
      stories,
      ['signal-swallowed'],
      story => `woke the wrong waiter, and all stood still, in ${trialsWith(story, ['signal-swallowed'])}`,
      'served every waiter',
    ),

  charts: ['outcome-table', 'thread-lanes', 'owner-ribbon', 'wait-histogram', 'fairness-bars'],
})
