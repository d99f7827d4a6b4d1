import { listed } from '../../../base/text.ts'
import { formatCount, formatShare } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { fairMutexLayout } from '../../sync/fair-mutex.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import type { Measure } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Queue = {
  /** Passages, as the workers counted them for themselves. */
  readonly expected: number
  readonly counted: number
  /** Passages that found the lock taken. */
  readonly queued: number
  readonly urgent: number
  /** Times that work of middle priority went first although the urgent worker waited. */
  readonly stoodBack: number
}

/** Of the passages; more is a convoy. */
const CONVOY_SHARE = 0.5

export const params = {
  workers: count({ min: 3, max: 64, default: 4, help: 'threads that run at the same time' }),
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200),
  hold: count({ min: 0, max: 100, default: 2, unit: 'µs', help: 'work inside the lock' }),
  think: count({ min: 0, max: 1000, default: 10, unit: 'µs', help: 'work outside between two passages' }),
  nap: count({ min: 1, max: 100, default: 1, unit: 'ms', help: 'how long a worker sleeps, now and then' }),
  napEvery: count({ min: 1, max: 100_000, default: 50, unit: 'passages', help: 'of one worker between two naps' }),
} as const

export const memory = layout('lock-convoy', {
  counter: i32({ writers: 'the holder', access: 'under gate', ownLine: true, unit: 'passages', doc: 'counted inside' }),
  gate: mutexLayout,
  fair: fairMutexLayout,
  never: eventLayout,
  middle: i32({ writers: 'middle workers', access: 'atomic', ownLine: true, doc: 'middle workers that are computing' }),
  urgentWaits: i32({ writers: 'the urgent worker', access: 'atomic', ownLine: true, doc: '1 = it waits for the gate' }),
  own: perWorker(
    layout('lock-convoy-own', {
      operations: i32({ writers: 'the worker', access: 'single writer', doc: 'passages, or bursts of computing' }),
      passages: i32({ writers: 'the worker', access: 'single writer', doc: 'times it was inside' }),
      queued: i32({ writers: 'the worker', access: 'single writer', doc: 'passages that found the lock taken' }),
      stoodBack: i32({ writers: 'the background worker', access: 'single writer', doc: 'while the urgent one waited' }),
    }),
  ),
})

const CONVOYS = ['sleepInside', 'sleepOutside', 'handOff'] as const
const PRIORITIES = ['inversion', 'inheritance'] as const

const queuedShare: Measure<Queue> = {
  name: 'queued-share',
  unit: 'share',
  help: 'passages that found the lock taken, of all',
  only: CONVOYS,
  of: ({ observed }) => shareOf(observed),
}

const passagesPerSecond: Measure<Queue> = {
  name: 'throughput',
  unit: 'passages/s',
  help: 'all workers together, over the measured phase only',
  of: ({ observed, measuredMillis }) => (measuredMillis > 0 ? (observed.expected / measuredMillis) * 1000 : undefined),
}

const urgentPassages: Measure<Queue> = {
  name: 'urgent-passages',
  unit: 'count',
  help: 'how often the urgent worker got through, per trial',
  only: PRIORITIES,
  of: ({ observed }) => observed.urgent,
}

/**
 * Lock convoy. Workers need a lock often and briefly; now and then one falls asleep while it holds it. How does the traffic
 * recover, and what if the one that sleeps is the least important of all?
 *
 * Look for: a nap inside stops everybody, a nap outside nobody. With a lock that is handed over in order the queue that a
 * nap leaves behind does not dissolve: every passage waits for a wake-up, which takes longer than the think time, so that
 * whoever comes back finds the queue still there. That is the convoy, and the lanes show it. In the last two variants T1 is
 * urgent, T2 works in the background, and the others keep T2 from running, while T1 waits for what T2 holds.
 *
 * Priorities are played: a worker of low priority stands back, by a rule in the kernel, as long as one of middle priority
 * computes. The threads themselves all have the same one.
 *
 * Sources: Blasgen, Gray, Mitoma and Price, "The Convoy Phenomenon" (1979); Sha, Rajkumar and Lehoczky, "Priority
 * Inheritance Protocols" (1990); Jones, "What Really Happened on Mars?" (1997).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, seed 1368718284, 4 workers, 5 trials each, medians:
 *
 *   sleep-inside     9.3 k passages/s    4.8 % queued   flowing 5
 *   sleep-outside   13.1 k               2.9 %          flowing 5
 *   hand-off         9.7 k              97.8 %          convoy 5
 *   inversion       the urgent worker got through   2 times in 200 ms   inverted 5
 *   inheritance                                   101 times             flowing 5
 */
export const lockConvoy = defineExperiment({
  id: 'lock-convoy',
  title: 'Convoys and priority inversion',
  topic: 'Locks',
  question: 'Somebody falls asleep with the lock in its hand. When does the traffic flow again?',

  params,
  variants: {
    sleepInside: { title: 'nap inside', doc: 'a mutex; now and then its holder sleeps' },
    sleepOutside: { title: 'nap outside', doc: 'the same mutex and the same naps, after the release' },
    handOff: {
      title: 'nap inside, handed over',
      doc: 'the same as nap inside, with a lock that is handed over in order',
    },
    inversion: {
      title: 'priority inversion',
      doc: 'the holder stands back for others, the urgent worker waits for both',
    },
    inheritance: {
      title: 'priority inheritance',
      doc: 'while the urgent worker waits, the holder stands back for nobody',
    },
  },

  presets: {
    convoy: { label: 'convoys only', params: { workers: 8 }, variants: [...CONVOYS] },
    priorities: { label: 'priorities only', params: { workers: 4 }, variants: [...PRIORITIES] },
    'long-naps': { label: 'naps of 10 ms', params: { nap: 10, napEvery: 200 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'traveller'),
  lasts: ({ duration }) => duration,

  prepare: ({ never }) => {
    initializeEvent(never, 'manual-reset')
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Queue => {
    const own = words.own.first(workers)
    const sum = (name: 'passages' | 'queued' | 'stoodBack'): number =>
      own.reduce((total, worker) => total + worker[name].load(), 0)
    return {
      expected: sum('passages'),
      counted: words.counter.load(),
      queued: sum('queued'),
      urgent: words.own.of(0).passages.load(),
      stoodBack: sum('stoodBack'),
    }
  },

  outcomes: [
    {
      name: 'lost',
      description: 'the counter is not the sum of the passages: the lock let two in',
      when: ({ expected, counted }) => counted !== expected,
      grades: 'forbidden',
    },
    {
      name: 'inverted',
      description: 'the urgent worker waited for the background worker, and that stood back for others',
      when: ({ stoodBack }) => stoodBack > 0,
      grades: {
        sleepInside: 'forbidden',
        sleepOutside: 'forbidden',
        handOff: 'forbidden',
        inversion: 'interesting',
        inheritance: 'forbidden',
      },
    },
    {
      name: 'convoy',
      description: 'more than half of the passages found the lock taken and had to queue',
      when: seen => shareOf(seen) > CONVOY_SHARE,
      grades: {
        sleepInside: 'acceptable',
        sleepOutside: 'acceptable',
        handOff: 'interesting',
        inversion: 'acceptable',
        inheritance: 'acceptable',
      },
    },
    {
      name: 'flowing',
      description: 'most passages found the lock free',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [],

  measures: [passagesPerSecond, queuedShare, urgentPassages],

  headline: stories => {
    const queued = stories.flatMap(({ title, medians: { 'queued-share': share } }) =>
      share === undefined ? [] : [`${formatShare(share)} with ${title}`],
    )
    const urgent = stories.flatMap(({ title, medians: { 'urgent-passages': passages } }) =>
      passages === undefined ? [] : [`${formatCount(passages)} times under ${title}`],
    )
    return [
      ...(queued.length === 0 ? [] : [`Found the lock taken: ${listed(queued)}.`]),
      ...(urgent.length === 0 ? [] : [`The urgent worker got through ${listed(urgent)}.`]),
    ].join(' ')
  },

  charts: ['thread-lanes', 'owner-ribbon', 'wait-histogram', 'fairness-bars', 'outcome-table', 'throughput-over-time'],
})

function shareOf({ queued, expected }: Queue): number {
  return expected > 0 ? queued / expected : 0
}
