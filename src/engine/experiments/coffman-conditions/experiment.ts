import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeSemaphore, semaphoreLayout } from '../../sync/semaphore.ts'
import { aftermathParam } from '../kit/aftermath.ts'
import { bothAtOnceLayout } from '../kit/both-at-once.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { tally, throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { rendezvousLayout } from '../kit/rendezvous.ts'

type Used = {
  readonly uses: number
  readonly fewest: number
  readonly shared: number
  readonly givenBack: number
  readonly victims: number
}

export const params = {
  workers: count({ min: 2, max: 16, default: 3, help: 'in a ring: each needs its own tool and that of the next' }),
  jobs: count({ min: 1, max: 10_000, default: 3, unit: 'jobs', help: 'jobs of each worker' }),
  pauseMillis: count({ min: 0, max: 1000, default: 3, unit: 'ms', help: 'between the first tool and the second' }),
  timeoutMillis: count({
    min: 1,
    max: 10_000,
    default: 10,
    unit: 'ms',
    help: 'with preemption: how long a worker that holds a tool may wait for another before it loses the first',
  }),
  after: aftermathParam,
} as const

export const memory = layout('coffman-conditions', {
  tool: perWorker(mutexLayout),
  copies: perWorker(semaphoreLayout),
  both: bothAtOnceLayout,
  allReady: rendezvousLayout,
  pause: pauseLayout,
  own: perWorker(
    layout('craftsman', {
      users: i32({
        writers: 'both users',
        access: 'atomic',
        doc: 'how many use tool w at present: a witness that no lock knows',
      }),
      jobs: i32({
        writers: 'the worker',
        access: 'single writer',
        ownLine: true,
        unit: 'jobs',
        doc: 'jobs that it did',
      }),
      shared: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'jobs',
        doc: 'jobs in which it met another user',
      }),
      givenBack: i32({ writers: 'the worker', access: 'single writer', doc: 'how often it lost its first tool' }),
      victims: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'how often it was thrown out of a deadlock',
      }),
    }),
  ),
})

const grades = (allOn: 'interesting' | 'acceptable' | 'forbidden', others: 'acceptable' | 'forbidden') =>
  ({ allOn, noMutualExclusion: others, noHoldAndWait: others, preemption: others, noCircularWait: others }) as const

/**
 * The four conditions of Coffman. Workers in a ring need two tools each, their own and their neighbour's. A deadlock needs
 * four things at once: a tool has one user (mutual exclusion); who waits keeps what it has (hold and wait); nothing is taken
 * away (no preemption); and the waits form a circle (circular wait).
 *
 * Look for: with all four, every trial deadlocks. Switch off any single one, and none does.
 *
 * Sources: E. G. Coffman, M. J. Elphick, A. Shoshani, "System Deadlocks", ACM Computing Surveys 3(2), 1971.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   all-on               deadlock    30
 *   no-mutual-exclusion  shared tool 30   11 ms a trial (median)
 *   no-hold-and-wait     all done    30   32 ms
 *   preemption           all done    30   50 ms, a tool was lost 4 times
 *   no-circular-wait     all done    30   24 ms
 */
export const coffmanConditions = defineExperiment({
  id: 'coffman-conditions',
  title: 'The four conditions',
  topic: 'Deadlock',
  question: 'A deadlock needs four conditions at once. What happens when one of them is missing?',

  params,
  variants: {
    allOn: {
      title: 'all four hold',
      doc: 'one user per tool, hold one and wait for the next, nothing is taken away, in a ring',
    },
    noMutualExclusion: { title: 'no mutual exclusion', doc: 'there are two copies of each tool, one for each user' },
    noHoldAndWait: { title: 'no hold and wait', doc: 'both tools at once or none: who waits has nothing' },
    preemption: { title: 'preemption', doc: 'who holds a tool and waits for too long loses it, and begins anew' },
    noCircularWait: {
      title: 'no circular wait',
      doc: 'the tool with the lower number first: the ring is open at one place',
    },
  },

  presets: {
    two: { label: '2 workers', params: { workers: 2 } },
    eight: { label: '8 workers', params: { workers: 8 } },
    standing: {
      label: 'the deadlock left standing',
      params: { after: 'stand', trials: 1, warmUp: 0 },
      variants: ['allOn'],
    },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'craftsman'),

  prepare: ({ copies }, { workers }) => {
    for (const each of copies.first(workers)) initializeSemaphore(each, 2)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ own }, { workers }): Used => {
    const each = own.first(workers)
    const sum = (name: 'jobs' | 'shared' | 'givenBack' | 'victims'): number =>
      each.reduce((all, words) => all + words[name].load(), 0)
    return {
      uses: sum('jobs'),
      fewest: Math.min(...each.map(({ jobs }) => jobs.load())),
      shared: sum('shared'),
      givenBack: sum('givenBack'),
      victims: sum('victims'),
    }
  },

  outcomes: [
    {
      name: 'shared-tool',
      description: 'every job was done, some of them while another worker used the same tool',
      when: ({ shared }) => shared > 0,
      grades: { ...grades('forbidden', 'forbidden'), noMutualExclusion: 'acceptable' },
    },
    {
      name: 'all-done',
      description: 'every job was done, and no tool ever had two users',
      when: ({ fewest, victims }, { jobs }) => fewest === jobs && victims === 0,
      grades: 'acceptable',
    },
    {
      name: 'recovered',
      description: 'the workers deadlocked, one of them gave way each time, and then every job was done',
      possible: ({ after }) => after === 'victim',
      when: ({ fewest }, { jobs }) => fewest === jobs,
      grades: grades('interesting', 'forbidden'),
    },
    {
      name: 'deadlock',
      description: 'each held its tool and waited for the next one’s: a proved circle',
      possible: ({ after }) => after !== 'victim',
      state: 'deadlocked',
      grades: grades('interesting', 'forbidden'),
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'each worker did its jobs, by its own count and by that of the lab',
      holds: ({ uses }, { workers, jobs }, done) => uses === workers * jobs && done.operations === uses,
    },
  ],

  measures: [
    throughput('jobs'),
    tally('given-back', 'times that a worker lost the tool it held, per trial', ({ givenBack }: Used) => givenBack),
  ],

  headline: stories =>
    tellApart(
      stories,
      ['deadlock', 'recovered'],
      story => `deadlocked in ${trialsWith(story, ['deadlock', 'recovered'])}`,
      'got every job done',
    ),

  charts: ['wait-for-graph', 'outcome-table', 'thread-lanes', 'owner-ribbon'],
})
