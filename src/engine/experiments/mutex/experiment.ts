import { jainIndex } from '../../../base/fairness.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel } from '../../sync/channel.ts'
import { fairMutexLayout } from '../../sync/fair-mutex.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { guardedLayout } from '../kit/critical-section.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { contention, cost, throughput, type Measure } from '../kit/measures.ts'
import { spinLockLayout } from '../kit/spin-lock.ts'
import { speedStory } from '../kit/speed-story.ts'
import { ticketLockLayout } from '../kit/ticket-lock.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Guarded = {
  /** Passages, as the workers counted them for themselves. */
  readonly expected: number
  readonly counted: number
  readonly intrusions: number
  readonly undelivered: number
  readonly fairness: number
}

/** Requests that the owner's mailbox has room for. */
const MAILBOX = 64

export const params = { duration: durationParam(50) } as const

export const memory = layout('mutex-experiment', {
  guarded: guardedLayout,
  futex: mutexLayout,
  adaptive: mutexLayout,
  spin: spinLockLayout,
  ticket: ticketLockLayout,
  fair: fairMutexLayout,
  mailbox: channelLayout,
  own: perWorker(
    layout('mutex-own', {
      passages: i32({ writers: 'the worker', access: 'single writer', unit: 'passages', doc: 'times it was inside' }),
      intrusions: i32({ writers: 'the worker', access: 'single writer', doc: 'times it saw another inside' }),
      requests: i32({ writers: 'the worker', access: 'single writer', doc: 'requests that it has sent to the owner' }),
    }),
  ),
})

const fairness: Measure<Guarded> = {
  name: 'fairness',
  unit: 'share',
  help: "Jain's index over the workers' passages: 1 = all had the same, 1/workers = one had them all",
  only: ['futexMutex', 'adaptive', 'spin', 'ticket', 'fairHandOff'],
  of: ({ observed }) => observed.fairness,
}

/**
 * Mutex. K workers go through one critical section as often as they can. Is there ever more than one inside, and what
 * does keeping the others out cost?
 *
 * Look for: the counter is exact in every variant, and the price differs by a factor of ten and more. Where each worker
 * has a core of its own, whoever lets a running worker barge past a sleeping one is fast; whoever hands over in order pays
 * a transfer, or a wake-up, for each passage. With more workers than cores the ticket lock collapses.
 *
 * Sources: Herlihy, Shavit, Luchangco and Spear, "The Art of Multiprocessor Programming" (2nd ed., 2020), chapter 7;
 * Drepper, "Futexes Are Tricky" (2011); Mellor-Crummey and Scott (1991).
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, seed 108813619, 2 workers, 30 trials each;
 * nobody inside at once in any trial, medians in millions of passages per second (beside them: 64 workers, 3 trials):
 *
 *   futex-mutex     29.3    1.51
 *   adaptive        28.6    3.98
 *   spin            16.1    0.10
 *   ticket           1.91   0.003
 *   fair-hand-off   27.8    0.13
 *   owner            1.34   0.05
 *
 * While other work holds a core, workers rarely meet: then a lock that lets a running worker barge looks uncontended.
 */
export const mutex = defineExperiment({
  id: 'mutex',
  title: 'Mutual exclusion',
  topic: 'Locks',
  question: 'Six ways to let only one worker in at a time. Do they all hold, and what does each cost?',

  params,
  variants: {
    futexMutex: { title: 'futex mutex', doc: 'a short look, then asleep in the kernel until the holder wakes one' },
    adaptive: { title: 'adaptive mutex', doc: 'spins as long as spinning has lately paid, then sleeps' },
    spin: { title: 'spin lock', doc: 'test and test-and-set: looks until it is free, and never sleeps' },
    ticket: { title: 'ticket lock', doc: 'takes a number and spins until it is called' },
    fairHandOff: { title: 'fair hand-off', doc: 'sleepers are queued, and a release goes to the first of them' },
    owner: { title: 'messages to an owner', doc: 'no lock: one worker owns the counter, the others send it requests' },
  },

  presets: {
    alone: { label: 'one worker: the uncontended price', params: { workers: 1 } },
    two: { label: 'two workers, a core each', params: { workers: 2 } },
    crowd: { label: '16 workers: more than most machines have cores', params: { workers: 16, trials: 10 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'visitor'),
  lasts: ({ duration }) => duration,

  prepare: ({ mailbox }) => {
    initializeChannel(mailbox, MAILBOX)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }, done): Guarded => {
    const own = words.own.first(workers)
    const passages = own.map(worker => worker.passages.load())
    const requests = own.reduce((sum, worker) => sum + worker.requests.load(), 0)
    return {
      expected: done.operations,
      counted: words.guarded.counter.load(),
      intrusions: own.reduce((sum, worker) => sum + worker.intrusions.load(), 0),
      undelivered: requests > 0 ? requests - done.operations : 0,
      fairness: jainIndex(passages),
    }
  },

  outcomes: [
    {
      name: 'intruded',
      description: 'a worker saw another one inside',
      when: ({ intrusions }) => intrusions > 0,
      grades: 'forbidden',
    },
    {
      name: 'exact',
      description: 'nobody met anybody inside, and every passage is in the counter',
      when: ({ expected, counted }) => counted === expected,
      grades: 'acceptable',
    },
    {
      name: 'lost',
      description: 'passages are missing in the counter: two were inside at once',
      when: ({ expected, counted }) => counted < expected,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'mail-adds-up',
      description: 'what was sent to the owner was served, but for what its mailbox still holds',
      holds: ({ undelivered }) => undelivered >= 0 && undelivered <= MAILBOX,
    },
  ],

  measures: [throughput('passages'), cost, fairness, contention('futexMutex', 'adaptive', 'fairHandOff', 'owner')],

  headline: stories => {
    const exact = stories.every(({ counts, finished }) => counts['exact'] === finished)
    return `${exact ? 'Nobody met anybody inside. ' : ''}${speedStory(stories, 'passages')}`
  },

  charts: ['cost-ladder', 'outcome-table', 'owner-ribbon', 'wait-histogram', 'fairness-bars', 'throughput-over-time'],
})
