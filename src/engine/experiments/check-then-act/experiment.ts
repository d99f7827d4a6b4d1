import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { initializeOwner, ownerLayout } from '../kit/single-owner.ts'

type Sales = { readonly stock: number; readonly sold: number; readonly retries: number }

/** Buyers think by default: on a busy machine, too, the others then get their turn between check and act. */
const thinking: typeof amplifierParams.amplifier = {
  ...amplifierParams.amplifier,
  default: 'yield',
  help: 'what a buyer does between check and act, in every variant',
}

export const params = {
  stock: count({ min: 1, max: 1_000_000, default: 1000, unit: 'tickets', help: 'tickets that there are, for all' }),
  amplifier: thinking,
  spinNanos: amplifierParams.spinNanos,
} as const

export const memory = layout('check-then-act', {
  stock: i32({
    writers: 'every worker; the owner alone in single-owner',
    access: 'racy',
    ownLine: true,
    unit: 'tickets',
    doc: 'tickets left; how it is checked and changed is what the variants differ in',
  }),
  gate: mutexLayout,
  owner: ownerLayout,
  own: perWorker(
    layout('buyer', {
      receipts: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'tickets',
        doc: 'tickets that this worker bought, counted without a look at the stock',
      }),
      retries: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'compare-exchanges that came too late, in cas-loop',
      }),
    }),
  ),
})

/**
 * Check, then act. K buyers take tickets as long as some are left. How many tickets are sold?
 *
 * Look for: more receipts than there were tickets, although the check and the act are atomic, each by itself. What was
 * true at the check is not true any more at the act. The receipts are counted by each buyer for itself: the stock is not
 * asked how many it sold.
 *
 * Sources: Goetz et al., "Java Concurrency in Practice" (2006), §2.2.1; CWE-367, "Time-of-check Time-of-use".
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   check-then-act   sold out  0   oversold 30   1 001 receipts for 1 000 tickets, in every trial
 *   lock             sold out 30   oversold  0
 *   cas-loop         sold out 30   oversold  0   0.84 retries per ticket
 *   single-owner     sold out 30   oversold  0
 *
 * With 64 buyers, 10 trials: 1 061 to 1 063 receipts; the proved most is 1 063. With nothing between check and act the
 * last ticket is seldom sold twice, and not at all where the workers have one core.
 */
export const checkThenAct = defineExperiment({
  id: 'check-then-act',
  title: 'Check, then act',
  topic: 'Races',
  question: 'Several buyers take tickets as long as some are left. Are more sold than there are?',

  params,
  variants: {
    checkThenAct: { title: 'check, then act', doc: 'look whether one is left, then take one: two atomic steps' },
    lock: { title: 'lock', doc: 'check and act inside one critical section' },
    casLoop: { title: 'CAS loop', doc: 'take one only if the stock is still what the check saw, else check again' },
    singleOwner: { title: 'single owner', doc: 'one worker owns the stock, the others ask it through a queue' },
  },

  presets: {
    '8x100': { label: '8 buyers, 100 tickets', params: { workers: 8, stock: 100 } },
    'natural-width': {
      label: '100 000 tickets, nothing in between',
      params: { workers: 2, stock: 100_000, amplifier: 'none' },
      variants: ['checkThenAct', 'lock', 'casLoop'],
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'buyer'),

  prepare: (words, { stock, workers }) => {
    words.stock.store(stock)
    initializeOwner(words.owner, workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { stock, workers }): Sales => {
    const buyers = words.own.first(workers)
    return {
      stock,
      sold: buyers.reduce((sum, { receipts }) => sum + receipts.load(), 0),
      retries: buyers.reduce((sum, { retries }) => sum + retries.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'sold-out',
      description: 'as many receipts as there were tickets',
      when: ({ sold, stock }) => sold === stock,
      grades: 'acceptable',
    },
    {
      name: 'oversold',
      description: 'more receipts than tickets, at most one more for each other buyer',
      when: ({ sold, stock }, { workers }) => sold > stock && sold <= mostSold(stock, workers),
      grades: { checkThenAct: 'interesting', lock: 'forbidden', casLoop: 'forbidden', singleOwner: 'forbidden' },
    },
    {
      name: 'beyond-ceiling',
      description: 'more receipts than any interleaving can give out',
      when: ({ sold, stock }, { workers }) => sold > mostSold(stock, workers),
      grades: 'forbidden',
    },
    {
      name: 'unsold',
      description: 'buyers went home although tickets were left',
      when: ({ sold, stock }) => sold < stock,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the purchases that the workers counted themselves are the receipts',
      holds: ({ sold }, _params, done) => done.operations === sold,
    },
  ],

  measures: [
    throughput('tickets'),
    tally('oversold', 'receipts without a ticket, per trial', ({ sold, stock }: Sales) => Math.max(0, sold - stock)),
    contention('lock'),
    {
      name: 'retries',
      unit: 'retries/ticket',
      help: 'how often a buyer came too late and checked again, per ticket',
      only: ['casLoop'],
      of: ({ observed }) => (observed.sold > 0 ? observed.retries / observed.sold : undefined),
    },
  ],

  axis: ({ stock, workers }) => ({
    observed: 'sold',
    label: 'tickets sold',
    floor: stock,
    ceiling: mostSold(stock, workers),
    floorWhy: 'buyers stop only when they have seen that none is left, and one leaves the stock for each receipt',
    ceilingWhy:
      workers === 1
        ? 'one buyer alone has nobody who could come in between'
        : 'when the last ticket goes, each other buyer can be between its check and its act, once',
    marks:
      workers === 1
        ? [{ value: stock, caption: 'the stock', bound: true }]
        : [
            { value: stock, caption: 'the stock', bound: true },
            { value: mostSold(stock, workers), caption: 'stock + K − 1', bound: true },
          ],
  }),

  headline: stories =>
    tellApart(
      stories,
      ['oversold'],
      story => `sold more tickets than there were in ${trialsWith(story, ['oversold'])}`,
      'never did',
    ),

  levels: [
    {
      name: 'stock',
      title: 'tickets left',
      unit: 'tickets',
      ceiling: ({ stock }) => stock,
      of: ({ stock }) => Math.max(0, stock.load()),
    },
  ],

  charts: ['bound-axis', 'outcome-table', 'throughput-over-time', 'level-strip', 'owner-ribbon', 'thread-lanes'],
})

/** The most receipts that any interleaving of check and act can give out. */
export function mostSold(stock: number, workers: number): number {
  return stock + workers - 1
}
