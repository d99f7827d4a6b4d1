import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { aftermathParam } from '../kit/aftermath.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'

type Seen = {
  readonly done: number
  readonly gaveUp: number
  readonly refused: number
  readonly victims: number
}

export const params = {
  workers: { ...commonParams.workers, help: 'not asked for here: members and bystanders together' },
  length: count({ min: 1, max: 16, default: 3, unit: 'workers', help: 'members of the circle; 1 waits for itself' }),
  circles: count({ min: 1, max: 2, default: 1, help: 'circles at the same time' }),
  bystanders: count({
    min: 0,
    max: 12,
    default: 3,
    unit: 'workers',
    help: 'workers outside: one waits for a member’s lock, one does so with a time limit, one works; and so on',
  }),
  pauseMillis: count({
    min: 0,
    max: 1000,
    default: 1,
    unit: 'ms',
    help: 'of members, between the first lock and the second',
  }),
  limitMillis: count({ min: 1, max: 10_000, default: 20, unit: 'ms', help: 'how long a wait with a time limit lasts' }),
  after: aftermathParam,
} as const

export type Shape = Readonly<Record<'length' | 'circles' | 'bystanders', number>>

export const memory = layout('lock-cycle', {
  lock: perWorker(mutexLayout),
  pause: pauseLayout,
  holding: i32({
    writers: 'members',
    access: 'atomic',
    ownLine: true,
    unit: 'members',
    doc: 'members that have got their first lock',
  }),
  own: perWorker(
    layout('link', {
      done: i32({ writers: 'the worker', access: 'single writer', doc: '1 = came to its end' }),
      gaveUp: i32({ writers: 'the worker', access: 'single writer', doc: 'waits that ended by their time limit' }),
      refused: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'acquires of what it held itself that were refused',
      }),
      victims: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'how often it was thrown out of a deadlock',
      }),
    }),
  ),
})

/**
 * Lock cycle. Members hold a lock each and ask for that of the next one; the last one asks for the first one's, or not.
 * Around them stand workers that wait for a member's lock without being part of it.
 *
 * Look for: which workers are named. Whoever waits for a deadlocked worker is stuck as well, and is no part of the circle;
 * one link with a time limit, or none at all, and there is nothing to prove. A circle of one is found by the worker itself:
 * a mutex refuses its own holder.
 *
 * Sources: R. C. Holt, "Some Deadlock Properties of Computer Systems", ACM Computing Surveys 4(3), 1972, for what a circle
 * proves when each resource has one unit.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   cycle   deadlock 30   each T2 -> lock 2 -> T4 -> lock 3 -> T6 -> lock 1 -> T2; T1, T3 and T5 stood by
 *   chain   resolved 30
 *   timed   resolved 30   2 waits ended by their limit (median)
 */
export const lockCycle = defineExperiment({
  id: 'lock-cycle',
  title: 'Circles and bystanders',
  topic: 'Deadlock',
  question: 'Three workers wait for each other in a circle, three more stand by. Which of the six are the deadlock?',

  params,
  variants: {
    cycle: { title: 'closed circle', doc: 'each member asks for the next one’s lock, the last for the first one’s' },
    chain: { title: 'open chain', doc: 'the same, but the last member asks for nothing' },
    timed: { title: 'one time limit', doc: 'a closed circle whose last member waits for limitMillis at most' },
  },

  presets: {
    self: { label: 'a circle of one', params: { length: 1 }, variants: ['cycle'] },
    long: { label: 'a circle of 16 and 6 bystanders', params: { length: 16, bystanders: 6, trials: 10 } },
    two: { label: 'two circles at once', params: { circles: 2 }, variants: ['cycle'] },
    standing: {
      label: 'the deadlock left standing',
      params: { after: 'stand', trials: 1, warmUp: 0 },
      variants: ['cycle'],
    },
  },

  memory,
  roles: shape => Array.from({ length: workersOf(shape) }, (_, worker) => roleOf(worker, shape)),
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),

  observe: ({ own }, shape): Seen => {
    const each = own.first(workersOf(shape))
    const sum = (name: 'done' | 'gaveUp' | 'refused' | 'victims'): number =>
      each.reduce((all, words) => all + words[name].load(), 0)
    return { done: sum('done'), gaveUp: sum('gaveUp'), refused: sum('refused'), victims: sum('victims') }
  },

  outcomes: [
    {
      name: 'resolved',
      description: 'everybody came to an end, some after a wait that ended by its time limit',
      when: ({ done, victims }, shape) => victims === 0 && done === workersOf(shape),
      grades: { cycle: 'forbidden', chain: 'acceptable', timed: 'acceptable' },
    },
    {
      name: 'recovered',
      description: 'the circle closed, one member gave way, and then everybody came to an end',
      possible: ({ after }) => after === 'victim',
      when: ({ victims }) => victims > 0,
      grades: { cycle: 'interesting', chain: 'forbidden', timed: 'forbidden' },
    },
    {
      name: 'deadlock',
      description: 'the members wait for each other: a proved circle',
      possible: ({ after }) => after !== 'victim',
      state: 'deadlocked',
      grades: { cycle: 'interesting', chain: 'forbidden', timed: 'forbidden' },
    },
  ],

  checks: [
    {
      name: 'everybody-counted',
      description: 'each worker came to its end once',
      holds: ({ done }, shape, { operations }) => done === workersOf(shape) && operations === done,
    },
  ],

  measures: [tally('gave-up', 'waits that ended by their time limit, per trial', ({ gaveUp }: Seen) => gaveUp)],

  headline: stories =>
    tellApart(
      stories,
      ['deadlock', 'recovered'],
      story => `deadlocked in ${trialsWith(story, ['deadlock', 'recovered'])}`,
      'let everybody come to an end',
    ),

  charts: ['wait-for-graph', 'outcome-table', 'thread-lanes', 'owner-ribbon'],
})

export function membersOf({ length, circles }: Shape): number {
  return length * circles
}

export function workersOf(shape: Shape): number {
  return membersOf(shape) + shape.bystanders
}

/** What a worker that is no member does. */
export const BYSTANDERS = ['waits', 'waits with a limit', 'works'] as const

/** Members and bystanders take turns, as long as there are both, so that numbers give nobody away. */
export function placeOf(worker: number, shape: Shape): { readonly member: number } | { readonly bystander: number } {
  const pairs = Math.min(membersOf(shape), shape.bystanders)
  if (worker < 2 * pairs) {
    return worker % 2 === 0 ? { bystander: worker / 2 } : { member: (worker - 1) / 2 }
  }
  return membersOf(shape) > shape.bystanders ? { member: worker - pairs } : { bystander: worker - pairs }
}

function roleOf(worker: number, shape: Shape): string {
  const place = placeOf(worker, shape)
  return 'member' in place ? 'member' : `bystander: ${BYSTANDERS[place.bystander % BYSTANDERS.length] ?? ''}`
}
