import { formatCount, formatShare } from '../../../base/units.ts'
import type { BoundAxis } from '../../../contract/run-document.ts'
import { i32, layout } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { tellApart, trialsWith } from '../kit/headlines.ts'
import { floorOf, lostOf, lostShare, medianLoss, type Counted } from '../kit/lossy-counter.ts'
import { cost, tally } from '../kit/measures.ts'
import { count } from '../kit/params.ts'
import { notedSpans, spanNotes } from '../kit/span-notes.ts'

/** As many as a picture of the beginning needs. */
const NOTED_WINDOWS = 64

export const params = {
  workers: count({ min: 1, max: 1, default: 1, help: 'one thread runs all tasks' }),
  tasks: count({ min: 1, max: 1_000, default: 4, unit: 'tasks', help: 'async tasks that add to the same counter' }),
  additions: count({ min: 1, max: 1_000, default: 1_000, unit: 'additions', help: 'additions of each task' }),
  awaits: count({
    min: 0,
    max: 3,
    default: 1,
    unit: 'awaits',
    help: 'in each addition: where they stand is what the variants differ in; 0 = none',
  }),
} as const

export const memory = layout('race-across-await', {
  total: i32({
    writers: 'the worker',
    access: 'single writer',
    ownLine: true,
    unit: 'additions',
    doc: 'the counter that all tasks of the one thread add to',
  }),
  windows: spanNotes(NOTED_WINDOWS),
})

/**
 * Race across await. K async tasks on one thread each add 1 to a counter N times. There are no threads to race. Are there
 * additions that vanish?
 *
 * Look for: where the await stands. Read and write with no await between are one step for all other tasks of the thread;
 * with one they are two, and everything that the others did meanwhile is overwritten. What is awaited does not matter: here
 * it is an answer that is there already.
 *
 * Unlike a race of threads this one is repeatable: tasks come back in the order in which they were put into the queue of
 * the event loop. All K read the same value, all K write that value plus 1, round after round, so exactly N of K x N
 * additions are left, on every machine and in every trial. An await that ends by a clock would take the certainty away, not
 * the race.
 *
 * Sources: ECMA-262, "Await" and "Jobs and Host Operations to Enqueue Jobs"; WHATWG HTML, "Perform a microtask checkpoint";
 * C. Flanagan and S. Qadeer, "A Type and Effect System for Atomicity" (2003), for what makes a block atomic.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 30 trials each:
 *
 *   no-await-between   exact 30   lost  0   4 000 of 4 000 in each     217 ns/addition
 *   await-between      exact  0   lost 30   1 000 of 4 000 in each     221
 *   async-mutex        exact 30   lost  0   4 000 of 4 000 in each     401
 *
 * With two and with three awaits as with one; with none all three were exact. 1 000 tasks x 10 lost 99.9 %, in every trial.
 */
export const raceAcrossAwait = defineExperiment({
  id: 'race-across-await',
  title: 'Race across await',
  topic: 'Executors and the event loop',
  question:
    'Async tasks on one thread add 1 to the same counter. Can additions vanish where there is no second thread?',

  params,
  variants: {
    noAwaitBetween: { title: 'no await between', doc: 'await first; then read and write in one go' },
    awaitBetween: { title: 'await between', doc: 'read, await, write: the same steps in another order' },
    asyncMutex: { title: 'async mutex', doc: 'read, await, write, while holding a mutex that tasks queue for' },
  },

  presets: {
    '4x1000': { label: '4 tasks x 1 000', params: { tasks: 4, additions: 1_000, awaits: 1 } },
    '1000x10': { label: '1 000 tasks x 10', params: { tasks: 1_000, additions: 10, awaits: 1 } },
    'no-await': { label: 'no await at all', params: { tasks: 4, additions: 1_000, awaits: 0 } },
  },

  memory,
  roles: () => ['event loop'],

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: ({ total }, _params, done): Counted => ({ expected: done.operations, actual: total.load() }),

  outcomes: [
    {
      name: 'exact',
      description: 'every addition counted',
      when: ({ expected, actual }) => actual === expected,
      grades: 'acceptable',
    },
    {
      name: 'lost',
      description: 'additions vanished, no fewer than the floor are left',
      possible: ({ tasks, awaits }) => tasks > 1 && awaits > 0,
      when: ({ expected, actual }, { tasks, additions }) => actual < expected && actual >= floorOf(tasks, additions),
      grades: { noAwaitBetween: 'forbidden', awaitBetween: 'interesting', asyncMutex: 'forbidden' },
    },
    {
      name: 'impossible',
      description: 'more than was added, or fewer than any order of the tasks can leave',
      when: ({ expected, actual }, { tasks, additions }) => actual > expected || actual < floorOf(tasks, additions),
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the additions that the tasks counted themselves are tasks x additions',
      holds: (_observed, { tasks, additions }, done) => done.operations === tasks * additions,
    },
  ],

  measures: [cost, tally('lost', 'additions that vanished, per trial', lostOf), lostShare],

  axis: ({ tasks, additions }): BoundAxis => ({
    observed: 'actual',
    label: 'final value of the counter',
    floor: floorOf(tasks, additions),
    floorWhy: 'the last write follows a read that came after the same task’s own earlier write, whatever the order',
    ceiling: tasks * additions,
    ceilingWhy: 'each written value counts the writes it builds on, and there are tasks x additions of them',
    marks: marksOf(tasks, additions),
  }),

  headline: stories =>
    tellApart(
      stories,
      ['lost'],
      story => `lost ${formatShare(medianLoss(story))} of all additions in ${trialsWith(story, ['lost'])}`,
      'lost none',
    ),

  spans: ({ windows }, { tasks }) => ({
    rows: Array.from({ length: tasks }, (_, task) => `task ${formatCount(task + 1)}`),
    ...notedSpans(windows, seen => ({ label: `${formatCount(seen)} + 1`, does: 'waits' })),
  }),

  charts: ['bound-axis', 'outcome-table', 'gantt', 'cost-ladder'],
})

function marksOf(tasks: number, additions: number): BoundAxis['marks'] {
  const ceiling = { value: tasks * additions, caption: 'K × N, nothing lost', bound: true }
  if (tasks === 1) return [ceiling]
  const floor = { value: floorOf(tasks, additions), caption: 'proved floor', bound: true }
  const inTurn = { value: additions, caption: 'N: all tasks take turns', bound: false }
  return additions > 2 ? [floor, inTurn, ceiling] : [floor, ceiling]
}
