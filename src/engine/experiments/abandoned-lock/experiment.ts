import { listed } from '../../../base/text.ts'
import { counted } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { eventLayout, initializeEvent } from '../../sync/event.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { tally } from '../kit/measures.ts'
import { count, seconds } from '../kit/params.ts'

type Aftermath = {
  readonly acquires: number
  readonly releases: number
  /** Tasks that changed the one half of the data, and the other. */
  readonly debits: number
  readonly credits: number
  readonly failures: number
  readonly told: number
  readonly gaveUp: number
}

export const params = {
  workers: count({ min: 2, max: 64, default: 4, help: 'threads that run at the same time; the first one fails' }),
  tasks: count({ min: 2, max: 100_000, default: 200, unit: 'tasks', help: 'tasks of each worker' }),
  limitMillis: count({ min: 1, max: 1_000, default: 10, unit: 'ms', help: 'how long the variant timeout waits' }),
  stallAfter: seconds({
    min: 0.05,
    max: 3600,
    default: 0.2,
    help: 'a trial in which nothing has been done for so long is stalled; below timeCap',
  }),
} as const

export const memory = layout('abandoned-lock', {
  gate: mutexLayout,
  debits: i32({
    writers: 'the holder',
    access: 'under gate',
    ownLine: true,
    doc: 'the half that a task changes first',
  }),
  credits: i32({ writers: 'the holder', access: 'under gate', doc: 'the half that it changes next: equal, or torn' }),
  failed: eventLayout,
  own: perWorker(
    layout('abandoned-lock-own', {
      acquires: i32({ writers: 'the worker', access: 'single writer', doc: 'times it got the lock' }),
      releases: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'times it, or who cleans up, gave it back',
      }),
      failures: i32({
        writers: 'the worker',
        access: 'single writer',
        doc: 'tasks that failed while holding the lock',
      }),
      told: i32({ writers: 'the worker', access: 'single writer', doc: 'times it was told that the holder had died' }),
      gaveUp: i32({ writers: 'the worker', access: 'single writer', doc: '1 = waited for limitMillis, and left' }),
    }),
  ),
})

/**
 * Abandoned lock. One worker fails in the middle of a task, with the lock held and the data half changed. What becomes of
 * the others, and of the data?
 *
 * Look for: with a bare acquire the release is jumped over, and all others wait for ever: ABANDONED. `finally` and `using`
 * release on every way out, and leave the data torn: a released lock says nothing about what it guards. A timeout bounds
 * the wait and cures nothing. Only the robust lock tells the next holder, who repairs.
 *
 * Sources: POSIX.1-2008, `pthread_mutexattr_setrobust` and `pthread_mutex_consistent`; the TC39 proposal for explicit
 * resource management; std::sync::Mutex of Rust for poisoning.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, seed 4166001311, 4 workers, 30 trials each:
 *
 *   bare-acquire   waits for ever 30   ABANDONED: T2 waits for gate, which T1 held when it returned
 *   try-finally    torn 30
 *   using-token    torn 30
 *   timeout        gave up 30          3 of 3 others, each after 10 ms
 *   robust         repaired 30
 */
export const abandonedLock = defineExperiment({
  id: 'abandoned-lock',
  title: 'Abandoned lock',
  topic: 'Locks',
  question: 'A worker fails while it holds the lock. Who releases it, and who repairs what it left half done?',

  params,
  variants: {
    bareAcquire: { title: 'bare acquire', doc: 'acquire, work, release: an exception jumps over the release' },
    tryFinally: { title: 'try and finally', doc: 'the release stands in a finally block' },
    usingToken: { title: 'using', doc: 'a token that the block releases on every way out' },
    timeout: { title: 'timeout', doc: 'a bare acquire again; who waits gives up after limitMillis' },
    robust: { title: 'robust', doc: 'death without any cleaning up: the next holder is told, and repairs' },
  },

  presets: {
    two: { label: 'two workers', params: { workers: 2 } },
    crowd: { label: '16 workers: fifteen wait for one', params: { workers: 16, trials: 10 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, (_, worker) => (worker === 0 ? 'failing worker' : 'worker')),

  prepare: ({ failed }) => {
    initializeEvent(failed, 'manual-reset')
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Aftermath => {
    const own = words.own.first(workers)
    const sum = (name: 'acquires' | 'releases' | 'failures' | 'told' | 'gaveUp'): number =>
      own.reduce((total, worker) => total + worker[name].load(), 0)
    return {
      acquires: sum('acquires'),
      releases: sum('releases'),
      debits: words.debits.load(),
      credits: words.credits.load(),
      failures: sum('failures'),
      told: sum('told'),
      gaveUp: sum('gaveUp'),
    }
  },

  outcomes: [
    {
      name: 'gave-up',
      description: 'the lock never came back: workers waited until their time was up, and left their tasks undone',
      when: ({ gaveUp }) => gaveUp > 0,
      grades: {
        bareAcquire: 'forbidden',
        tryFinally: 'forbidden',
        usingToken: 'forbidden',
        timeout: 'interesting',
        robust: 'forbidden',
      },
    },
    {
      name: 'repaired',
      description: 'the next holder was told that its predecessor had died, once for each death, and the data is whole',
      when: ({ acquires, releases, debits, credits, failures, told }) =>
        acquires === releases && debits === credits && failures > 0 && told === failures,
      grades: {
        bareAcquire: 'forbidden',
        tryFinally: 'forbidden',
        usingToken: 'forbidden',
        timeout: 'forbidden',
        robust: 'acceptable',
      },
    },
    {
      name: 'torn',
      description: 'the lock was released, the data is half changed, and nobody was told',
      when: ({ acquires, releases, debits, credits, told }) =>
        acquires === releases && debits !== credits && told === 0,
      grades: {
        bareAcquire: 'forbidden',
        tryFinally: 'interesting',
        usingToken: 'interesting',
        timeout: 'forbidden',
        robust: 'forbidden',
      },
    },
    {
      name: 'waits-for-ever',
      description: 'the others waited for ever for a lock whose holder had gone',
      state: 'stalled',
      grades: {
        bareAcquire: 'interesting',
        tryFinally: 'forbidden',
        usingToken: 'forbidden',
        timeout: 'forbidden',
        robust: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'one-failure',
      description: 'exactly one task failed, as planned',
      holds: ({ failures }) => failures === 1,
    },
  ],

  measures: [tally('given-up', 'workers that gave up, per trial', ({ gaveUp }: Aftermath) => gaveUp)],

  headline: stories =>
    Object.entries(SAID)
      .flatMap(([name, said]) => {
        const whose = stories.filter(({ counts }) => (counts[name] ?? 0) > 0)
        return whose.length === 0 ? [] : [`${said}: ${listed(whose.map(story => inHowMany(story, name)))}.`]
      })
      .join(' '),

  charts: ['outcome-table', 'thread-lanes', 'owner-ribbon'],
})

/** What each outcome means, as the subject of who came to it. */
const SAID: Readonly<Record<string, string>> = {
  'waits-for-ever': 'The others waited for ever',
  torn: 'The lock came back, the data half changed',
  'gave-up': 'The others gave up',
  repaired: 'The next holder was told, and repaired',
}

function inHowMany({ title, counts, finished }: VariantStory, outcome: string): string {
  const times = counts[outcome] ?? 0
  return times === finished ? title : `${title} (${String(times)} of ${counted(finished, 'trial')})`
}
