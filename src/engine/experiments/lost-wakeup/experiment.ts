import { i32, layout, perWorker } from '../../memory/layout.ts'
import { conditionLayout } from '../../sync/condition.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { amplifierParams } from '../kit/amplifier.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally } from '../kit/measures.ts'
import { choice, commonParams, count } from '../kit/params.ts'
import { rate } from '../kit/rate.ts'

type Heard = { readonly given: number; readonly heard: number; readonly early: number }

export const params = {
  workers: count({ min: 2, max: 64, default: 2, help: 'in pairs of a sleeper and a waker; an odd one stays out' }),
  signals: count({ min: 1, max: 100_000, default: 100, unit: 'signals', help: 'signals that each sleeper waits for' }),
  amplifier: choice({
    choices: amplifierParams.amplifier.choices,
    default: 'yield',
    help: 'what happens between look and wait',
  }),
  spinNanos: amplifierParams.spinNanos,
  trials: { ...commonParams.trials, default: 20 },
  stallAfter: { ...commonParams.stallAfter, default: 0.25 },
} as const

export function pairsOf(workers: number): number {
  return Math.floor(workers / 2)
}

export const memory = layout('lost-wakeup', {
  pairs: perWorker(
    layout('pair', {
      flag: i32({ writers: 'the waker', access: 'atomic', unit: 'signals', doc: 'the last signal given' }),
      ready: i32({
        writers: 'the sleeper',
        access: 'atomic',
        ownLine: true,
        unit: 'signals',
        doc: 'the signal that the sleeper is about to wait for',
      }),
      heard: i32({
        writers: 'the sleeper',
        access: 'single writer',
        ownLine: true,
        unit: 'signals',
        doc: 'waits that are over',
      }),
      early: i32({
        writers: 'the sleeper',
        access: 'single writer',
        unit: 'signals',
        doc: 'of these, how many ended before the signal was given',
      }),
      gate: mutexLayout,
      changed: conditionLayout,
      signal: semaphoreLayout,
    }),
  ),
})

/**
 * Lost wake-up. A sleeper waits for a signal, a waker gives it, over and over. Does the sleeper always wake?
 *
 * Look for: trials in which nothing moves any more. The signal was given, the sleeper sleeps. A notification has no
 * memory; what it says must stand in a flag, and looking at the flag and going to sleep must be one step for the waker.
 * `notify-without-lock` gets half of it right, and half is not enough: the sleeper looks under the lock, the waker does
 * not take it.
 *
 * Sources: B. W. Lampson and D. D. Redell, "Experience with Processes and Monitors in Mesa" (1980), §4.1 ("wakeup waiting");
 * A. D. Birrell, "An Introduction to Programming with Threads" (1989), §4.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 20 trials each:
 *
 *   look-then-wait         all-woken  0   slept-on 20
 *   notify-without-lock    all-woken  0   slept-on 20
 *   predicate-under-lock   all-woken 20   slept-on  0
 *   semaphore              all-woken 20   slept-on  0
 *
 * With the gap at its natural width (500 signals, 30 trials) 8 and 9 of 30 trials of the broken two slept on.
 */
export const lostWakeup = defineExperiment({
  id: 'lost-wakeup',
  title: 'Lost wake-up',
  topic: 'Semaphores, events, conditions',
  question: 'One worker sleeps until another gives a signal. Does it always wake up?',

  params,
  variants: {
    lookThenWait: { title: 'look then wait', doc: 'the flag is looked at without the lock, then the sleeper waits' },
    notifyWithoutLock: {
      title: 'notify without lock',
      doc: 'the sleeper looks under the lock, the waker does not take it',
    },
    predicateUnderLock: {
      title: 'predicate under lock',
      doc: 'look and wait, set and notify: each pair under the lock',
    },
    semaphore: { title: 'semaphore', doc: 'a permit remembers the signal until somebody takes it' },
  },

  presets: {
    amplified: { label: 'the gap widened by a nap', params: { workers: 2, amplifier: 'yield' } },
    natural: { label: 'the gap as narrow as it is', params: { workers: 2, signals: 500, amplifier: 'none' } },
  },

  memory,
  roles: ({ workers }) =>
    Array.from({ length: 2 * pairsOf(workers) }, (_, worker) => (worker % 2 === 0 ? 'sleeper' : 'waker')),

  prepare: ({ pairs }, { workers }) => {
    for (const { signal } of pairs.first(pairsOf(workers))) {
      initializeSemaphore(signal, 1)
      signal.permits.store(0)
    }
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ pairs }, { workers }): Heard => {
    const own = pairs.first(pairsOf(workers))
    return {
      given: own.reduce((sum, { flag }) => sum + flag.load(), 0),
      heard: own.reduce((sum, { heard }) => sum + heard.load(), 0),
      early: own.reduce((sum, { early }) => sum + early.load(), 0),
    }
  },

  outcomes: [
    {
      name: 'all-woken',
      description: 'every wait ended, and none before its signal was given',
      when: ({ given, heard, early }, { workers, signals }) =>
        early === 0 && heard === pairsOf(workers) * signals && given === heard,
      grades: 'acceptable',
    },
    {
      name: 'slept-on',
      description: 'nothing moved any more: the signal was given, and its sleeper sleeps',
      state: 'stalled',
      grades: {
        lookThenWait: 'interesting',
        notifyWithoutLock: 'interesting',
        predicateUnderLock: 'forbidden',
        semaphore: 'forbidden',
      },
    },
    {
      name: 'woken-early',
      description: 'a wait ended before its signal was given, by a notification that was meant for an earlier one',
      when: ({ early }) => early > 0,
      grades: {
        lookThenWait: 'interesting',
        notifyWithoutLock: 'forbidden',
        predicateUnderLock: 'forbidden',
        semaphore: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'sleepers and wakers counted a signal each',
      holds: (_seen, { workers, signals }, done) => done.operations === 2 * pairsOf(workers) * signals,
    },
  ],

  measures: [
    rate('signals', ({ heard }: Heard) => heard),
    tally('early', 'waits that ended before their signal was given, per trial', ({ early }: Heard) => early),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['slept-on'],
      story => `slept through a signal and never woke in ${trialsWith(story, ['slept-on'])}`,
      'heard every signal',
    ),

  suppliers: (_memory, { workers }) => {
    const byName: Record<string, readonly number[]> = {}
    for (let pair = 0; pair < pairsOf(workers); pair++) {
      const [sleeper, waker] = [2 * pair, 2 * pair + 1]
      byName[`pairs[${String(pair)}].changed`] = [waker]
      byName[`pairs[${String(pair)}].signal`] = [waker]
      byName[`pairs[${String(pair)}].ready`] = [sleeper]
    }
    return byName
  },
  // A waker that has given its signal looks whether the next one is about to be waited for.
  polls: ({ pairs }, { workers }) =>
    pairs
      .first(pairsOf(workers))
      .flatMap(({ flag, ready }, pair) => [null, flag.load() >= ready.load() ? `pairs[${String(pair)}].ready` : null]),

  charts: ['outcome-table', 'wait-for-graph', 'thread-lanes', 'wait-histogram'],
})
