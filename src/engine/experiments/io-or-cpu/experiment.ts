import { formatMillis } from '../../../base/units.ts'
import { f64, floats, i32, layout } from '../../memory/layout.ts'
import { defineExperiment, type Kernel } from '../kit/define-experiment.ts'
import type { TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { rootsUpTo } from '../kit/roots.ts'
import { taskLog, taskSpans, workerLanes } from '../kit/task-log.ts'

export const TASKS = 8
/** Adding up so many rounded numbers, one after the other, is off by less than this. */
const TOLERANCE = 1e-9
const NANOS_PER_MILLI = 1e6

type Done = {
  /** Results that are those of waiting, and of computing. */
  readonly waited: number
  readonly computed: number
  /** Most tasks that computed at the same time under the one lock; 0 where there is none. */
  readonly mostUnderLock: number
  readonly wallMillis: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 8, unit: 'workers', help: 'threads or processes of the executors' }),
  waitMillis: count({ min: 0, max: 10_000, default: 100, unit: 'ms', help: 'how long each of 8 tasks waits' }),
  size: count({
    min: 1,
    max: 100_000_000,
    default: 10_000_000,
    unit: 'roots',
    help: 'square roots that each of 8 tasks adds up',
  }),
  trials: { ...commonParams.trials, default: 3 },
  // A task counts when it is done, and on a busy machine that takes its time.
  stallAfter: { ...commonParams.stallAfter, default: 30 },
  timeCap: { ...commonParams.timeCap, default: 60 },
} as const

export type Knobs = Parameters<Kernel<typeof memory, typeof params>>[1]

export const memory = layout('io-or-cpu', {
  lock: i32({
    writers: 'tasks under the lock',
    access: 'atomic',
    ownLine: true,
    doc: '0 = free, 1 = held, 2 = held and awaited',
  }),
  inside: i32({
    writers: 'tasks under the lock',
    access: 'atomic',
    ownLine: true,
    unit: 'tasks',
    doc: 'that compute under the lock now',
  }),
  most: i32({
    writers: 'tasks under the lock',
    access: 'under lock',
    unit: 'tasks',
    doc: 'the most that did so at a time',
  }),
  wallNanos: f64({
    writers: 'the caller',
    access: 'single writer',
    unit: 'ns',
    doc: 'from the first request to the last result',
  }),
  results: floats(TASKS, { writers: 'the caller', access: 'single writer', doc: 'per task: its result' }),
  log: taskLog,
})

const ALL_FINE = 'acceptable' as const

/**
 * I/O or CPU. Eight tasks that wait, or eight that compute; five ways to do eight things. Which way helps which?
 *
 * Look for: two staircases on one screen. Waiting needs no core: an event loop, threads, threads under a GIL and processes all
 * bring eight waits down to one. Computing needs one: the event loop promises it all at once and then does one after the other; so
 * do threads under a GIL. Only workers that can compute at the same time help, and no more than there are cores.
 * The two rows with a GIL are SIMULATED: real threads of the lab that hold one lock while they compute, as the interpreters of
 * other languages make theirs do. They are as fast as the lab's threads, not as such an interpreter.
 *
 * Sources: Python documentation, `concurrent.futures`, `asyncio`; D. Beazley, "Understanding the Python GIL" (PyCon 2010).
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 3 trials each, medians:
 *
 *                   one by one   event loop   threads   under a GIL (SIMULATED)   processes
 *   waits           802 ms       101 ms       101 ms    101 ms                    104 ms
 *   computes        119 ms       118 ms       68.2 ms   122 ms                    70.0 ms
 */
export const ioOrCpu = defineExperiment({
  id: 'io-or-cpu',
  title: 'I/O or CPU',
  topic: 'Parallelism and the GIL',
  question: 'Eight tasks that wait, or eight that compute: which of five tools makes them faster?',

  params,
  variants: {
    waitsSerial: { title: 'waits, one by one', doc: 'waits for one, then for the next' },
    waitsLoop: { title: 'waits, event loop', doc: 'one thread that waits for all of them' },
    waitsThreads: { title: 'waits, threads', doc: 'an executor of threads, each of which waits for one' },
    waitsGilSimulated: {
      title: 'waits, GIL (SIMULATED)',
      doc: 'threads under one lock, which they give back while they wait',
    },
    waitsProcesses: { title: 'waits, processes', doc: 'an executor of processes, each of which waits for one' },
    computesSerial: { title: 'computes, one by one', doc: 'a loop' },
    computesLoop: { title: 'computes, event loop', doc: 'one thread that is to do all of them at once' },
    computesThreads: { title: 'computes, threads', doc: 'an executor of threads' },
    computesGilSimulated: {
      title: 'computes, GIL (SIMULATED)',
      doc: 'threads under one lock, which they hold while they compute',
    },
    computesProcesses: { title: 'computes, processes', doc: 'an executor of processes' },
  },

  presets: {
    cores: { label: '2 workers', params: { workers: 2 } },
    waits: {
      label: 'waits only',
      params: {},
      variants: ['waitsSerial', 'waitsLoop', 'waitsThreads', 'waitsGilSimulated', 'waitsProcesses'],
    },
    computes: {
      label: 'computes only',
      params: {},
      variants: ['computesSerial', 'computesLoop', 'computesThreads', 'computesGilSimulated', 'computesProcesses'],
    },
  },

  memory,
  roles: () => ['caller'],
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  tasks: () => import('./tasks.ts'),

  observe: ({ results, most, wallNanos }, { size }): Done => {
    const all = Array.from(results.items)
    const sumOf = (task: number): number => rootsUpTo((task + 1) * size) - rootsUpTo(task * size)
    return {
      waited: all.filter((result, task) => result === task + 1).length,
      computed: all.filter((result, task) => Math.abs(result - sumOf(task)) <= sumOf(task) * TOLERANCE).length,
      mostUnderLock: most.load(),
      wallMillis: wallNanos.value / NANOS_PER_MILLI,
    }
  },

  outcomes: [
    {
      name: 'waited',
      description: 'all 8 waits came to their end, each once',
      when: ({ waited, mostUnderLock }) => waited === TASKS && mostUnderLock <= 1,
      grades: {
        waitsSerial: ALL_FINE,
        waitsLoop: ALL_FINE,
        waitsThreads: ALL_FINE,
        waitsGilSimulated: ALL_FINE,
        waitsProcesses: ALL_FINE,
        computesSerial: 'forbidden',
        computesLoop: 'forbidden',
        computesThreads: 'forbidden',
        computesGilSimulated: 'forbidden',
        computesProcesses: 'forbidden',
      },
    },
    {
      name: 'computed',
      description: 'all 8 sums are those of the formula',
      when: ({ computed, mostUnderLock }) => computed === TASKS && mostUnderLock <= 1,
      grades: {
        waitsSerial: 'forbidden',
        waitsLoop: 'forbidden',
        waitsThreads: 'forbidden',
        waitsGilSimulated: 'forbidden',
        waitsProcesses: 'forbidden',
        computesSerial: ALL_FINE,
        computesLoop: ALL_FINE,
        computesThreads: ALL_FINE,
        computesGilSimulated: ALL_FINE,
        computesProcesses: ALL_FINE,
      },
    },
    {
      name: 'two-under-the-lock',
      description: 'two tasks computed at the same time, though one lock is around all computing',
      when: ({ mostUnderLock }) => mostUnderLock > 1,
      grades: 'forbidden',
    },
    {
      name: 'wrong',
      description: 'a result is missing or not what it should be',
      when: () => true,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'all-counted',
      description: 'the caller had 8 results',
      holds: (_seen, _params, done) => done.operations === TASKS,
    },
  ],

  measures: [
    {
      name: 'wall',
      unit: 'ms',
      help: 'from the first request to the last result; workers are there already',
      of: ({ observed }: TrialFacts<Done>) => observed.wallMillis,
    },
  ],

  headline: stories =>
    ['waits', 'computes']
      .flatMap(half => {
        const walls = stories.flatMap(({ title, medians: { wall } }) =>
          title.startsWith(half) && !title.includes('SIMULATED') && wall !== undefined ? [{ title, wall }] : [],
        )
        const serial = walls.find(({ title }) => title.endsWith('one by one'))
        const [best] = walls.filter(own => own !== serial).toSorted((one, other) => one.wall - other.wall)
        if (serial === undefined || best === undefined) return []
        const by = best.title.slice(half.length + 2)
        return [
          `Eight ${half === 'waits' ? 'waits' : 'sums'}: ${formatMillis(serial.wall)} one by one, at best ${formatMillis(best.wall)} (${by}).`,
        ]
      })
      .join(' '),

  charts: ['wall-bars', 'gantt', 'outcome-table'],

  spans: ({ log }, { workers }) => taskSpans(log, workerLanes(workers), 'runs'),
})
