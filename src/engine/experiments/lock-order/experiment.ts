import { block, f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { aftermathParam } from '../kit/aftermath.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { lockBookLayout, lockOrdersIn, recordOrderParam } from '../kit/lock-book.ts'
import { tally, throughput } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { initializeOwner, ownerLayout } from '../kit/single-owner.ts'

type Moved = {
  readonly left: number
  readonly right: number
  readonly transfers: number
  readonly retries: number
  readonly victims: number
  readonly lastAskMillis: number
}

export const DEPOSIT = 1000

export const params = {
  workers: count({ min: 2, max: 16, default: 2, help: 'every second one takes the locks the other way round' }),
  transfers: count({ min: 1, max: 10_000, default: 2, unit: 'transfers', help: 'transfers of each worker' }),
  pauseMillis: count({ min: 0, max: 1000, default: 10, unit: 'ms', help: 'between the first lock and the second' }),
  timeoutMillis: count({
    min: 1,
    max: 10_000,
    default: 50,
    unit: 'ms',
    help: 'in timeout: how long a lock is waited for',
  }),
  backoff: choice({
    choices: {
      none: 'tries again at once',
      fixed: 'waits for timeoutMillis, as all others do',
      jittered: 'waits for a time that the seed picks, up to timeoutMillis, and longer with every failure',
    },
    default: 'jittered',
    help: 'in timeout: what a worker does before it tries again',
  }),
  lockstep: choice({
    choices: { off: 'everybody for itself', on: 'all give up, and begin again, at the same instant' },
    default: 'off',
    help: 'in timeout: whether workers whose time was up wait for each other before they let go',
  }),
  after: aftermathParam,
  recordOrder: recordOrderParam('off'),
  stallAfter: { ...commonParams.stallAfter, default: 0.5 },
} as const

export const memory = layout('lock-order', {
  account: perWorker(mutexLayout),
  balances: block(2, {
    writers: 'who holds both accounts; the owner alone in queue-owner',
    access: 'under both accounts',
    doc: 'left, right',
  }),
  reached: perWorker(
    i32({
      writers: 'the workers that begin with this account',
      access: 'atomic',
      doc: '1 = somebody has locked it first',
    }),
  ),
  pause: pauseLayout,
  owner: ownerLayout,
  own: perWorker(
    layout('mover', {
      moved: i32({ writers: 'the worker', access: 'single writer', unit: 'transfers', doc: 'transfers that it made' }),
      retries: i32({ writers: 'the worker', access: 'single writer', doc: 'attempts that it gave up' }),
      ended: i32({ writers: 'the worker', access: 'atomic', doc: 'attempts that are over, for the lockstep' }),
      victims: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'how often it was thrown out of a deadlock',
      }),
      startedNanos: f64({ writers: 'the worker', access: 'single writer', unit: 'ns', doc: 'clock when it began' }),
      askedNanos: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'ns',
        doc: 'clock just before it last asked for its second lock; 0 = never',
      }),
    }),
  ),
  book: lockBookLayout,
})

/**
 * Lock order. Two accounts, a lock for each; a transfer needs both. Half of the workers begin with the left one, half with
 * the right one, and between their two locks they take a moment.
 *
 * Look for: with the orders as they come each worker holds what the other one asks for, every time, and the graph shows
 * the circle. Five ways out: one order for all; a time limit; giving back what one cannot complete; an owner that does it
 * alone. A time limit only turns the deadlock into a retry, and retries in step with each other get nothing done either.
 *
 * Sources: E. G. Coffman, M. J. Elphick, A. Shoshani, "System Deadlocks" (1971); J. W. Havender, "Avoiding Deadlock in
 * Multitasking Systems" (1968), for the order.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   naive          deadlock  30   each T1 -> account 2 -> T2 -> account 1 -> T1
 *   global-order   all moved 30   42 ms a trial (median)
 *   timeout        all moved 30   116 ms, 1 retry
 *   try-lock       all moved 30   69 ms, 3 retries
 *   queue-owner    all moved 30   43 ms
 *
 * With lockstep=on, backoff=none: timeout livelocked in 30 of 30 trials; with backoff=jittered in 0 of 30.
 */
export const lockOrder = defineExperiment({
  id: 'lock-order',
  title: 'Lock order',
  topic: 'Deadlock',
  question: 'Every transfer locks two accounts. What if two workers lock the same two the other way round?',

  params,
  variants: {
    naive: { title: 'as they come', doc: 'the account that money comes from first, then the one it goes to' },
    globalOrder: { title: 'global order', doc: 'everybody locks the left account first' },
    timeout: { title: 'time limit', doc: 'waits for timeoutMillis at most, then gives all back and tries again' },
    tryLock: {
      title: 'try-lock',
      doc: 'the second lock is only tried; if it is taken, the first goes back for a random while',
    },
    queueOwner: {
      title: 'queue owner',
      doc: 'the first worker owns both accounts, the others send it what they want done',
    },
  },

  presets: {
    lockstep: {
      label: 'equal time limits, in step',
      params: { lockstep: 'on', backoff: 'none' },
      variants: ['timeout'],
    },
    jitter: {
      label: 'the same, with jitter',
      params: { lockstep: 'on', backoff: 'jittered' },
      variants: ['timeout'],
    },
    standing: {
      label: 'the deadlock left standing',
      params: { after: 'stand', trials: 1, warmUp: 0 },
      variants: ['naive'],
    },
    six: { label: '6 workers at two accounts', params: { workers: 6 } },
  },

  memory,
  roles: ({ workers }) =>
    Array.from({ length: workers }, (_, worker) => (isLeftFirst(worker) ? 'left to right' : 'right to left')),

  prepare: (words, { workers }) => {
    words.balances.items.fill(DEPOSIT)
    initializeOwner(words.owner, workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Moved => {
    const own = words.own.first(workers)
    const sum = (name: 'moved' | 'retries' | 'victims'): number => own.reduce((all, each) => all + each[name].load(), 0)
    const [left = 0, right = 0] = words.balances.items
    return {
      left,
      right,
      transfers: sum('moved'),
      retries: sum('retries'),
      victims: sum('victims'),
      lastAskMillis: lastAskOf(own.map(each => [each.startedNanos.value, each.askedNanos.value])),
    }
  },

  outcomes: [
    {
      name: 'all-moved',
      description: 'every transfer was made, and nobody had to be thrown out of a wait for it',
      when: (moved, knobs) => isExact(moved, knobs) && moved.victims === 0,
      grades: 'acceptable',
    },
    {
      name: 'recovered',
      description: 'workers deadlocked, one of them gave way each time, and then every transfer was made',
      possible: ({ after }) => after === 'victim',
      when: isExact,
      grades: {
        naive: 'interesting',
        globalOrder: 'forbidden',
        timeout: 'forbidden',
        tryLock: 'forbidden',
        queueOwner: 'forbidden',
      },
    },
    {
      name: 'wrong-sum',
      description: 'the balances are not what the transfers make of them',
      when: (moved, knobs) => !isExact(moved, knobs),
      grades: 'forbidden',
    },
    {
      name: 'deadlock',
      description: 'each held the lock that the other asked for: a proved circle',
      possible: ({ after }) => after !== 'victim',
      state: 'deadlocked',
      grades: {
        naive: 'interesting',
        globalOrder: 'forbidden',
        timeout: 'forbidden',
        tryLock: 'forbidden',
        queueOwner: 'forbidden',
      },
    },
    {
      name: 'no-progress',
      description: 'for stallAfter no transfer was made: all gave up, and tried again, over and over',
      state: 'stalled',
      grades: {
        naive: 'forbidden',
        globalOrder: 'forbidden',
        timeout: 'interesting',
        tryLock: 'forbidden',
        queueOwner: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each worker made its transfers, by its own count and by that of the lab',
      holds: ({ transfers }, params, done) =>
        transfers === params.workers * params.transfers && done.operations === transfers,
    },
  ],

  measures: [
    throughput('transfers'),
    tally('retries', 'attempts that were given up, per trial', ({ retries }: Moved) => retries),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['deadlock', 'recovered', 'no-progress'],
      story => {
        const { counts } = story
        if ((counts['no-progress'] ?? 0) > 0) return `went round in circles in ${trialsWith(story, ['no-progress'])}`
        return `deadlocked in ${trialsWith(story, ['deadlock', 'recovered'])}`
      },
      'made every transfer',
    ),

  charts: ['wait-for-graph', 'outcome-table', 'thread-lanes', 'owner-ribbon'],

  retries: (words, { workers }) => words.own.first(workers).reduce((sum, { retries }) => sum + retries.load(), 0),
  lockOrders: (words, { workers }) => lockOrdersIn(words.book, workers, lock => `account[${String(lock)}]`),
})

/** Every second worker moves money, and takes locks, from left to right. */
export function isLeftFirst(worker: number): boolean {
  return worker % 2 === 0
}

function isExact(
  { left, right, transfers }: Moved,
  params: { readonly workers: number; readonly transfers: number },
): boolean {
  const rightwards = Math.ceil(params.workers / 2) * params.transfers
  const leftwards = params.workers * params.transfers - rightwards
  const isWhere = left === DEPOSIT + leftwards - rightwards && right === DEPOSIT + rightwards - leftwards
  return isWhere && transfers === rightwards + leftwards
}

/** When the last worker asked for its second lock, since the first one began; 0 where nobody did. */
function lastAskOf(clocks: readonly (readonly [started: number, asked: number])[]): number {
  const started = clocks.map(([nanos]) => nanos).filter(nanos => nanos > 0)
  const asked = Math.max(0, ...clocks.map(([, nanos]) => nanos))
  return asked === 0 || started.length === 0 ? 0 : (asked - Math.min(...started)) / 1e6
}
