import { listed } from '../../../base/text.ts'
import { formatCount } from '../../../base/units.ts'
import { block, i32, layout, perWorker } from '../../memory/layout.ts'
import { conditionLayout } from '../../sync/condition.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'

type Committed = {
  readonly committed: number
  readonly total: number
  readonly aborts: number
  readonly mostAborts: number
  readonly oldestAborted: number
}

export const DEPOSIT = 1000
const MOST_ACCOUNTS = 16

export const params = {
  workers: count({ min: 1, max: 16, default: 4, help: 'each runs one transaction after the other' }),
  accounts: count({
    min: 2,
    max: MOST_ACCOUNTS,
    default: 3,
    unit: 'accounts',
    help: 'a transaction locks two of them, in any order',
  }),
  transactions: count({ min: 1, max: 10_000, default: 10, unit: 'transactions', help: 'transactions of each worker' }),
  pauseMillis: count({ min: 0, max: 1000, default: 1, unit: 'ms', help: 'between the first lock and the second' }),
} as const

export const memory = layout('wait-die', {
  account: perWorker(mutexLayout),
  balances: block(MOST_ACCOUNTS, {
    writers: 'who holds the account',
    access: 'under the account',
    doc: 'what is in each account',
  }),
  desk: mutexLayout,
  changed: conditionLayout,
  owners: block(MOST_ACCOUNTS, {
    writers: 'who holds the desk',
    access: 'under the desk',
    doc: 'per account: its owner + 1; 0 = free',
  }),
  clock: i32({ writers: 'who holds the desk', access: 'under the desk', doc: 'the last timestamp that was given' }),
  pause: pauseLayout,
  own: perWorker(
    layout('transaction', {
      stamp: i32({
        writers: 'the worker, at the desk',
        access: 'under the desk',
        doc: 'timestamp of its transaction, kept over restarts; 0 = none',
      }),
      waitsFor: i32({
        writers: 'the worker, at the desk',
        access: 'under the desk',
        doc: 'the account that it waits for, + 1; 0 = none',
      }),
      wounded: i32({
        writers: 'who holds the desk',
        access: 'under the desk',
        doc: '1 = its transaction has to give way',
      }),
      committed: i32({
        writers: 'the worker',
        access: 'single writer',
        ownLine: true,
        unit: 'transactions',
        doc: 'transactions that it committed',
      }),
      aborts: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'times that it gave all back and began again',
      }),
      mostAborts: i32({ writers: 'the worker', access: 'single writer', doc: 'the most of these in one transaction' }),
      oldestAborted: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'how often it made a transaction give way that was the oldest of all: never',
      }),
    }),
  ),
})

/**
 * Wait-die and wound-wait. Transactions lock two accounts in any order. Each has a timestamp, and age decides who gives
 * way: a wait that could be part of a circle is not begun, or the younger one is thrown out.
 *
 * Look for: no deadlock, whatever the order. Its price are transactions that begin again. They keep their timestamp, so
 * that each is the oldest some day: the oldest never gives way.
 *
 * Sources: D. J. Rosenkrantz, R. E. Stearns, P. M. Lewis, "System Level Concurrency Control for Distributed Database
 * Systems", ACM TODS 3(2), 1978, for both rules; J. Gray, A. Reuter, "Transaction Processing" (1993), for victims.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   wait-die         all committed 30   89 times a transaction began again, one of them 8 times (medians)
 *   wound-wait       all committed 30   26 times, 2
 *   victim-release   all committed 30   15 times, 2
 */
export const waitDie = defineExperiment({
  id: 'wait-die',
  title: 'Wait-die and wound-wait',
  topic: 'Deadlock',
  question: 'Locks are taken in any order, and nobody deadlocks. Who has to give way?',

  params,
  variants: {
    waitDie: {
      title: 'wait-die',
      doc: 'an older transaction waits for a younger one; a younger one gives all back and begins again',
    },
    woundWait: {
      title: 'wound-wait',
      doc: 'an older transaction makes a younger one give way; a younger one waits for an older one',
    },
    victimRelease: {
      title: 'victim',
      doc: 'everybody waits; whoever would close a circle makes its youngest member give way',
    },
  },

  presets: {
    two: { label: '2 workers, 2 accounts', params: { workers: 2, accounts: 2 } },
    crowd: { label: '12 workers at 4 accounts', params: { workers: 12, accounts: 4, trials: 10 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'client'),

  prepare: ({ balances }, { accounts }) => {
    balances.items.fill(DEPOSIT, 0, accounts)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ own, balances }, { workers, accounts }): Committed => {
    const each = own.first(workers)
    const sum = (name: 'committed' | 'aborts' | 'oldestAborted'): number =>
      each.reduce((all, words) => all + words[name].load(), 0)
    return {
      committed: sum('committed'),
      total: balances.items.subarray(0, accounts).reduce((all, balance) => all + balance, 0),
      aborts: sum('aborts'),
      mostAborts: Math.max(...each.map(({ mostAborts }) => mostAborts.load())),
      oldestAborted: sum('oldestAborted'),
    }
  },

  outcomes: [
    {
      name: 'wrong-sum',
      description: 'the balances do not add up to what was deposited',
      when: ({ total }, { accounts }) => total !== accounts * DEPOSIT,
      grades: 'forbidden',
    },
    {
      name: 'oldest-gave-way',
      description: 'a transaction had to begin again although it was the oldest: nothing bounds how often',
      when: ({ oldestAborted }) => oldestAborted > 0,
      grades: 'forbidden',
    },
    {
      name: 'all-committed',
      description: 'every transaction was committed once, with or without having begun again before',
      when: ({ committed }, { workers, transactions }) => committed === workers * transactions,
      grades: 'acceptable',
    },
    {
      name: 'stuck',
      description: 'nobody could go on',
      state: 'stalled',
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each worker committed its transactions, by its own count and by that of the lab',
      holds: ({ committed }, { workers, transactions }, done) =>
        committed === workers * transactions && done.operations === committed,
    },
  ],

  measures: [
    throughput('transactions'),
    tally('aborts', 'transactions that began again, per trial', ({ aborts }: Committed) => aborts),
    tally(
      'most-aborts',
      'the most often that one transaction began again, per trial',
      ({ mostAborts }: Committed) => mostAborts,
    ),
  ],

  headline: stories => {
    const restarts = stories.map(({ title, medians }) => `${title} ${formatCount(medians['aborts'] ?? 0)}`)
    return `Nobody was stuck. Transactions that began again, in the median trial: ${listed(restarts)}.`
  },

  charts: ['wait-for-graph', 'outcome-table', 'throughput-over-time', 'thread-lanes', 'owner-ribbon'],
})
