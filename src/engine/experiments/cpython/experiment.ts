import { kebabCase } from '../../../base/text.ts'
import { f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { share, tally, type Measure } from '../kit/measures.ts'
import { commonParams, count, seconds } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { rendezvousLayout } from '../kit/rendezvous.ts'
import { readText, textLayout } from '../kit/text-in-memory.ts'
import { headline } from './headline.ts'
import { observe, type Seen } from './observe.ts'
import { programNumbered } from './programs.ts'
import { rowsOf } from './rows.ts'
import { readHeard, readRuns } from './said.ts'

export const params = {
  workers: count({ min: 1, max: 16, default: 2, help: 'threads or processes of each program, and workers of the lab' }),
  additions: count({ min: 1, max: 10_000_000, default: 100_000, unit: 'additions', help: 'additions of each worker' }),
  roots: count({ min: 1, max: 10_000_000, default: 300_000, unit: 'roots', help: 'square roots of each worker' }),
  waitMillis: count({ min: 1, max: 10_000, default: 50, unit: 'ms', help: 'how long each worker waits' }),
  rounds: count({
    min: 1,
    max: 20,
    default: 4,
    unit: 'rounds',
    help: 'repetitions of a race within one start of its program',
  }),
  switchInterval: seconds({
    min: 0.000_01,
    max: 1,
    default: 0.000_2,
    help: 'how long a thread of a race waits for the GIL before it asks for it; sys.setswitchinterval, 0.005 in CPython',
  }),
  interpreters: count({
    min: 1,
    max: 16,
    default: 16,
    unit: 'interpreters',
    help: 'at most so many of those found, spread from the oldest to the newest',
  }),
  programLimit: seconds({ min: 0.1, max: 600, default: 30, help: 'the longest one program may take' }),
  trials: { ...commonParams.trials, default: 3 },
  warmUp: { ...commonParams.warmUp, default: 0 },
  timeCap: { ...commonParams.timeCap, default: 300 },
} as const

/** 16 interpreters with 20 rounds each, and what was left out. */
const PROGRAMS_SAY = 65_536
const LAB_SAYS = 8_192

export const memory = layout('cpython', {
  total: i32({
    writers: 'the lab’s workers',
    access: 'racy',
    ownLine: true,
    doc: 'the shared counter; under the gate in locked, atomic in waiting',
  }),
  gate: mutexLayout,
  pause: pauseLayout,
  meeting: rendezvousLayout,
  labDone: i32({ writers: 'the lab’s workers', access: 'atomic', doc: 'workers of the lab that are done' }),
  program: i32({ writers: 'the conductor', access: 'atomic', doc: 'which program runs, as programs.ts numbers them' }),
  sums: perWorker(f64({ writers: 'the worker', access: 'single writer', doc: 'its sum of square roots' })),
  cpu: perWorker(f64({ writers: 'the worker', access: 'single writer', unit: 'µs', doc: 'its CPU time in the round' })),
  lab: textLayout('worker 1', LAB_SAYS, 'the runs of the lab’s own workers'),
  pythons: textLayout('the conductor', PROGRAMS_SAY, 'what the interpreters came to'),
})

/** Above 0 only: the other interpreters, or programs, have no such figure. */
function figure(name: keyof Seen, unit: string, help: string): Measure<Seen> {
  return { name: kebabCase(name), unit, help, of: one(name) }
}

function one(name: keyof Seen): Measure<Seen>['of'] {
  return ({ observed }) => (observed[name] > 0 ? observed[name] : undefined)
}

/**
 * CPython. The same small programs on every CPython of this machine, and by the lab's own workers.
 *
 * Look for: `counter += 1` that loses updates on 3.9 and older and none on 3.10 and newer; the same addition through a
 * function call, which loses them everywhere; the speed-up of threads that compute, beside that of processes.
 * "None lost" is no guarantee. Since 3.10 the interpreter lets another thread have the GIL on function entry, on back
 * edges of loops and after calls, and it so happens that none of these lies between this load and this store.
 *
 * Sources: CPython, issue 29988 and pull request 18334 (3.10) for where the eval loop looks; PEP 703 and PEP 779 for builds
 * without a GIL; `resources/python` for the programs.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, defaults, seed 7, 3 trials each; runs with lost updates, of 12:
 *
 *   CPython     3.6.15  3.7.16  3.8.18  3.9.18  3.10.13  3.11.2  3.11.7  3.12.1  3.13.0
 *   increment        6       9      10      10        0       0       0       0       0
 *   call            11       9      10      11       11       9       8      10       9
 *   lock             0       0       0       0        0       0       0       0       0
 *
 * With CPython's own switch interval of 5 ms, 2, 4, 4 and 8 runs lost updates in increment, and on a faster core none of 40 did on
 * 3.6: 100 000 additions ended before anybody asked for the GIL.
 *
 * On 3.13.0, as median of 3: waiting 1.99 times as fast as one after the other; computing in threads 1.05 times and in
 * processes 1.28 times (on 3.6 to 3.12 1.21 to 2.09 times; 15 to 37 ms of work pay for little); by the lab's own workers 1.96
 * and 1.86 times.
 */
export const cpython = defineExperiment({
  id: 'cpython',
  title: 'The real CPython',
  topic: 'Parallelism and the GIL',
  question: 'What do the CPythons on this machine do with the same work: what do they lose, and what runs at once?',

  params,
  variants: {
    increment: { title: 'counter += 1', doc: 'threads add to one counter, without a lock' },
    functionCall: { title: 'counter = add_one(counter)', doc: 'the same, with a call between load and store' },
    locked: { title: 'with gate: counter += 1', doc: 'the same under a lock' },
    threads: { title: 'computing in threads', doc: 'sums of square roots, a thread each' },
    processes: { title: 'computing in processes', doc: 'sums of square roots, a process each' },
    waiting: { title: 'waiting in threads', doc: 'a wait in each thread, as for an answer' },
  },

  presets: {
    races: {
      label: '20 x 200 000: the three counters',
      params: { workers: 2, additions: 100_000, trials: 5, rounds: 4 },
      variants: ['increment', 'functionCall', 'locked'],
    },
    parallel: {
      label: 'computing and waiting',
      params: { workers: 2, roots: 1_000_000, trials: 5 },
      variants: ['threads', 'processes', 'waiting'],
    },
  },

  memory,
  leads: ['conductor'],
  roles: ({ workers }) => ['conductor', ...Array.from({ length: workers }, () => 'worker')],

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: ({ program, pythons, lab }, knobs): Seen => {
    const name = programNumbered(program.load())
    return observe(name, readHeard(readText(pythons)), readRuns(readText(lab)), knobs)
  },

  compares: ({ program, pythons, lab }) => {
    const name = programNumbered(program.load())
    return name === undefined ? [] : rowsOf(name, readHeard(readText(pythons)), readRuns(readText(lab)))
  },

  outcomes: [
    {
      name: 'unforeseen-loss',
      description:
        'updates of counter += 1 were lost on a CPython 3.10 or newer with a GIL, where no way to it is known',
      when: ({ unforeseen }) => unforeseen > 0,
      grades: {
        increment: 'interesting',
        functionCall: 'forbidden',
        locked: 'forbidden',
        threads: 'forbidden',
        processes: 'forbidden',
        waiting: 'forbidden',
      },
    },
    {
      name: 'lost',
      description: 'on at least one CPython the result was not the expected one',
      when: ({ lostOn }) => lostOn > 0,
      grades: {
        increment: 'interesting',
        functionCall: 'interesting',
        locked: 'forbidden',
        threads: 'forbidden',
        processes: 'forbidden',
        waiting: 'forbidden',
      },
    },
    {
      name: 'nobody-there',
      description: 'no CPython 3.6 or newer was found: the lab’s own workers alone did the work',
      when: ({ interpreters }) => interpreters === 0,
      grades: 'acceptable',
    },
    {
      name: 'exact',
      description: 'every CPython came to the expected result',
      when: ({ interpreters }) => interpreters > 0,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'all-answered',
      description: 'every program that was started came to its end and printed its result',
      holds: ({ failed }) => failed === 0,
    },
    {
      name: 'lab-exact',
      description: 'the lab’s own workers did all rounds, and lost nothing but where the program is a race',
      holds: ({ labRuns, labRounds, labWrong }) => labRuns === labRounds && labWrong === 0,
    },
    {
      name: 'same-work',
      description: 'all expected the same result, bit for bit, and none came to more',
      holds: ({ otherWork, tooMuch }) => otherWork === 0 && tooMuch === 0,
    },
  ],

  measures: [
    tally('interpreters', 'CPythons that have a result', ({ interpreters }: Seen) => interpreters),
    share('wrong-runs', 'runs on CPython with another result than expected', ({ runs, wrong }: Seen) =>
      runs > 0 ? wrong / runs : 0,
    ),
    figure('newestWall', 'ms', 'wall time on the newest CPython'),
    figure('labWall', 'ms', 'wall time of the lab’s own workers'),
    figure('newestSpeedUp', 'x', 'one part after the other / side by side, on the newest CPython'),
    figure('labSpeedUp', 'x', 'one part after the other / side by side, by the lab’s own workers'),
  ],

  headline,

  charts: ['comparison-table', 'outcome-table'],
})
