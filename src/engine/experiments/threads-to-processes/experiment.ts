import { capitalised } from '../../../base/text.ts'
import { keysOf } from '../../../base/typed-object.ts'
import { i32, layout } from '../../memory/layout.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { commonParams } from '../kit/params.ts'
import { cellLayout, readCell, wordOf, type CellWord } from './cells.ts'

export const params = { trials: { ...commonParams.trials, default: 5 } } as const

/** What is handed to a task, and how it should fare on threads and in processes. */
const EXPECTED = {
  sharedWords: { threads: 'works', processes: 'absent' },
  globalVariable: { threads: 'copies', processes: 'copies' },
  closure: { threads: 'throws', processes: 'throws' },
  weakMap: { threads: 'throws', processes: 'throws' },
  classInstance: { threads: 'copies', processes: 'copies' },
  buffer: { threads: 'copies', processes: 'copies' },
  sharedBuffer: { threads: 'works', processes: 'throws' },
  transferList: { threads: 'works', processes: 'throws' },
  thrownError: { threads: 'copies', processes: 'copies' },
} as const satisfies Readonly<Record<string, Readonly<Record<'threads' | 'processes', CellWord>>>>

export type CellName = keyof typeof EXPECTED

type Seen = Readonly<Record<CellName, string>> & {
  /** Cells that are as they should be where memory is shared, and where it is not. */
  readonly asOnThreads: number
  readonly asInProcesses: number
}

const CELLS = keysOf(EXPECTED)
/** Rows in which the swap breaks something. */
const BROKEN = CELLS.filter(name => EXPECTED[name].threads !== EXPECTED[name].processes).length

export const memory = layout('threads-to-processes', {
  counter: i32({
    writers: 'the caller’s tasks',
    access: 'atomic',
    ownLine: true,
    doc: 'what a task adds to, where it sees it',
  }),
  sharedWords: cellLayout,
  globalVariable: cellLayout,
  closure: cellLayout,
  weakMap: cellLayout,
  classInstance: cellLayout,
  buffer: cellLayout,
  sharedBuffer: cellLayout,
  transferList: cellLayout,
  thrownError: cellLayout,
})

/**
 * Threads to processes. One interface, and one word that says what the workers are. What breaks when it is changed?
 *
 * Look for: the rows that differ. Whatever rests on one memory for both works on threads and does not in processes: shared
 * words, shared buffers, moving instead of copying. And for the rows that do not differ, which surprise those who come from
 * other languages: JavaScript's threads have a heap each, so module variables are per thread, and functions do not travel.
 * In Python the same swap breaks more: its threads see the same objects.
 * Each cell is found out in the trial, by a task that was handed the thing.
 *
 * Sources: WHATWG, "HTML", §2.7 (structured clone); Python documentation, `multiprocessing`, "Programming guidelines".
 *
 * Observed 2026-11-28, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 5 trials each:
 *
 *                     threads   processes                       threads   processes
 *   shared words      works     absent        buffer            copies    copies
 *   global variable   copies    copies        shared buffer     works     throws
 *   closure           throws    throws        transfer list     works     throws
 *   weak map          throws    throws        thrown error      copies    copies
 *   class instance    copies    copies
 *
 * The same in every trial.
 */
export const threadsToProcesses = defineExperiment({
  id: 'threads-to-processes',
  title: 'Threads to processes',
  topic: 'Executors and the event loop',
  question: 'One word changed, threads to processes: what still works, what is a copy now, and what throws?',

  params,
  variants: {
    threads: { title: 'threads', doc: 'the workers are threads of this process' },
    processes: { title: 'processes', doc: 'the workers are processes of their own' },
  },
  presets: {},

  memory,
  roles: () => ['caller'],
  prepare: () => undefined,
  kernels: () => import('./kernel.ts'),
  tasks: () => import('./tasks.ts'),

  observe: (words): Seen => ({
    sharedWords: readCell(words.sharedWords),
    globalVariable: readCell(words.globalVariable),
    closure: readCell(words.closure),
    weakMap: readCell(words.weakMap),
    classInstance: readCell(words.classInstance),
    buffer: readCell(words.buffer),
    sharedBuffer: readCell(words.sharedBuffer),
    transferList: readCell(words.transferList),
    thrownError: readCell(words.thrownError),
    asOnThreads: CELLS.filter(name => wordOf(words[name]) === EXPECTED[name].threads).length,
    asInProcesses: CELLS.filter(name => wordOf(words[name]) === EXPECTED[name].processes).length,
  }),

  outcomes: [
    {
      name: 'one-memory',
      description: 'what rests on one memory works; functions and objects with methods do not travel all the same',
      when: ({ asOnThreads }) => asOnThreads === CELLS.length,
      grades: { threads: 'acceptable', processes: 'forbidden' },
    },
    {
      name: 'memories-apart',
      description: 'whatever rests on one memory is absent or throws',
      when: ({ asInProcesses }) => asInProcesses === CELLS.length,
      grades: { threads: 'forbidden', processes: 'interesting' },
    },
    {
      name: 'something-else',
      description: 'a cell of the grid is neither what threads nor what processes should show',
      when: () => true,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'all-tried',
      description: 'every row of the grid was tried',
      holds: (_seen, _params, done) => done.operations === CELLS.length,
    },
  ],

  measures: [],

  headline: stories => {
    const told = stories.flatMap(({ title, counts }) => {
      if ((counts['one-memory'] ?? 0) > 0) return [`${capitalised(title)}: what rests on one memory works.`]
      const broken = `${String(BROKEN)} of ${String(CELLS.length)} rows`
      return (counts['memories-apart'] ?? 0) > 0 ? [`${capitalised(title)}: ${broken} come out differently.`] : []
    })
    return told.join(' ')
  },

  charts: ['grid', 'outcome-table'],
})
