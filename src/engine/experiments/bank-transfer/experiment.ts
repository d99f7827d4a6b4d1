import { formatShare } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { contention, share, tally, throughput } from '../kit/measures.ts'
import { commonParams, count, defaultWorkers } from '../kit/params.ts'
import { initializeOwner, ownerLayout } from '../kit/single-owner.ts'

type Books = { readonly expected: number; readonly total: number; readonly audits: number; readonly torn: number }

/** In each account, at the start. */
const DEPOSIT = 1000
/** As many as there are slots in a per-worker field. */
const MAX_ACCOUNTS = 64

/** A transfer takes its time by default: on a busy machine, too, the others then see the money in the air. */
const unhurried: typeof amplifierParams.amplifier = {
  ...amplifierParams.amplifier,
  default: 'yield',
  help: 'what happens between debit and credit, in every variant, and after each audit',
}

export const params = {
  workers: count({
    ...commonParams.workers,
    default: machine => Math.max(3, defaultWorkers(machine)),
    help: 'tellers and auditors together',
  }),
  accounts: count({
    min: 2,
    max: MAX_ACCOUNTS,
    default: 8,
    unit: 'accounts',
    help: 'accounts that money moves between',
  }),
  auditors: count({ min: 0, max: 63, default: 1, help: 'workers that add the balances up; one is left to move money' }),
  transfers: count({ min: 1, max: 1_000_000, default: 100, unit: 'transfers', help: 'transfers of each teller' }),
  amplifier: unhurried,
  spinNanos: amplifierParams.spinNanos,
} as const

export const memory = layout('bank-transfer', {
  accounts: perWorker(
    layout('account', {
      gate: mutexLayout,
      balance: i32({
        writers: 'every teller; the owner alone in actor',
        access: 'racy',
        doc: 'what is in account w: there are as many slots as workers at most',
      }),
    }),
  ),
  gate: mutexLayout,
  owner: ownerLayout,
  tellers: i32({ writers: 'tellers', access: 'atomic', ownLine: true, doc: 'tellers that still move money' }),
  own: perWorker(
    layout('auditor', {
      audits: i32({ writers: 'the worker', access: 'single writer', unit: 'audits', doc: 'how often it added up' }),
      torn: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'audits',
        doc: 'sums that differed from the deposits',
      }),
    }),
  ),
})

/**
 * Bank transfer. Tellers move money between accounts, auditors add the balances up. Money is neither made nor burnt.
 *
 * Look for: two ways to break one invariant. A lost update changes the total for good; and even where none is lost, an
 * audit that comes between debit and credit sees money that is in neither account. The first is checked at the end, from
 * the balances; the second by the auditors while the tellers work.
 *
 * Sources: Ben-Ari, "Principles of Concurrent and Distributed Programming" (2nd ed., 2006); Havender, "Avoiding Deadlock
 * in Multitasking Systems" (1968), for locks in a global order.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults (2 tellers, 1 auditor), seed 7,
 * 30 trials each:
 *
 *   none            balanced  0   wrong sum 30   99.0 % of the audits torn, 26 made or burnt (medians)
 *   global-lock     balanced 30   wrong sum  0
 *   ordered-locks   balanced 30   wrong sum  0
 *   actor           balanced 30   wrong sum  0
 */
export const bankTransfer = defineExperiment({
  id: 'bank-transfer',
  title: 'Bank transfer',
  topic: 'Races',
  question: 'Money moves between accounts while somebody adds them up. Does the sum hold, always?',

  params,
  variants: {
    none: { title: 'no coordination', doc: 'read both balances, debit one, credit the other' },
    globalLock: { title: 'global lock', doc: 'one lock for the bank: a transfer or an audit at a time' },
    orderedLocks: {
      title: 'two locks in order',
      doc: 'a lock per account, the lower number first; an audit takes them all',
    },
    actor: { title: 'actor', doc: 'the first teller owns all accounts; the others send it what they want done' },
  },

  presets: {
    '4x100': { label: '4 tellers and 2 auditors', params: { workers: 6, auditors: 2 } },
    'two-accounts': { label: 'everybody at the same two accounts', params: { accounts: 2 } },
  },

  memory,
  roles: params => [
    ...Array.from({ length: tellersOf(params) }, () => 'teller'),
    ...Array.from({ length: params.workers - tellersOf(params) }, () => 'auditor'),
  ],

  prepare: (words, params) => {
    for (const { balance } of words.accounts.first(params.accounts)) balance.store(DEPOSIT)
    words.tellers.store(tellersOf(params))
    initializeOwner(words.owner, params.workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { accounts, workers }): Books => ({
    expected: expectedTotal(accounts),
    total: words.accounts.first(accounts).reduce((sum, { balance }) => sum + balance.load(), 0),
    audits: words.own.first(workers).reduce((sum, { audits }) => sum + audits.load(), 0),
    torn: words.own.first(workers).reduce((sum, { torn }) => sum + torn.load(), 0),
  }),

  outcomes: [
    {
      name: 'balanced',
      description: 'every audit, and the last balances, add up to what was deposited',
      when: ({ expected, total, torn }) => total === expected && torn === 0,
      grades: 'acceptable',
    },
    {
      name: 'wrong-sum',
      description: 'an audit, or the last balances, added up to something else: money missing, or made',
      when: ({ expected, total, torn }) => total !== expected || torn > 0,
      grades: { none: 'interesting', globalLock: 'forbidden', orderedLocks: 'forbidden', actor: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the transfers that the tellers counted themselves sum to tellers x transfers',
      holds: (_observed, params, done) => done.operations === tellersOf(params) * params.transfers,
    },
    {
      name: 'auditors-audited',
      description: 'each auditor added up at least once',
      holds: ({ audits }, params) => audits >= params.workers - tellersOf(params),
    },
  ],

  measures: [
    throughput('transfers'),
    share('torn-audits', 'audits that saw another total, of all audits, per trial', ({ audits, torn }: Books) =>
      audits > 0 ? torn / audits : 0,
    ),
    tally(
      'money-error',
      'what the last balances differ from the deposits by, per trial',
      ({ expected, total }: Books) => Math.abs(total - expected),
    ),
    contention('globalLock', 'orderedLocks'),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['wrong-sum'],
      story => {
        const { 'torn-audits': torn = 0, 'money-error': error = 0 } = story.medians
        const wrong = `came to a wrong sum in ${trialsWith(story, ['wrong-sum'])}`
        return `${wrong}: ${formatShare(torn)} of the audits were torn, and the last sum was off by ${String(error)} (medians)`
      },
      'kept the sum, at every look',
    ),

  charts: ['outcome-table', 'throughput-over-time', 'owner-ribbon', 'thread-lanes'],
})

/** One worker at least moves money. */
export function tellersOf({ workers, auditors }: { readonly workers: number; readonly auditors: number }): number {
  return Math.max(1, workers - auditors)
}

export function expectedTotal(accounts: number): number {
  return accounts * DEPOSIT
}
