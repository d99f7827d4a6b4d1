import { formatBytes, formatCount } from '../../../base/units.ts'
import { block, f64, i32, layout, perWorker } from '../../memory/layout.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { tally, type TrialFacts } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'

const MOST_WAITS = 50_000
/** Below this, what the memory of a thread does anyway hides what its waits take. */
const FEWEST_WEIGHED = 1_000

type Gathered = {
  readonly asked: number
  readonly once: number
  readonly repeated: number
  readonly mostAtOnce: number
  readonly heldBytes: number
  readonly processBytes: number
}

export const params = {
  workers: count({ min: 1, max: 64, default: 16, help: 'threads, each with one wait, where a wait has a thread' }),
  waits: count({
    min: 10,
    max: MOST_WAITS,
    default: 10_000,
    unit: 'waits',
    help: 'at the same time on one thread; where each has a thread of its own, no more than there are workers',
  }),
  waitMillis: count({ min: 1, max: 500, default: 100, unit: 'ms', help: 'how long each wait takes' }),
  trials: { ...commonParams.trials, default: 10 },
} as const

export const memory = layout('gather', {
  asked: i32({ writers: 'who waits', access: 'atomic', ownLine: true, unit: 'waits', doc: 'waits that were begun' }),
  inFlight: i32({ writers: 'who waits', access: 'atomic', unit: 'waits', doc: 'waits that have not ended' }),
  mostInFlight: i32({ writers: 'who waits', access: 'atomic', unit: 'waits', doc: 'at the same time, at most' }),
  processBytes: f64({
    writers: 'the first worker',
    access: 'single writer',
    unit: 'B',
    doc: 'physical memory of the process while all wait',
  }),
  clock: pauseLayout,
  own: perWorker(
    layout('gather-thread', {
      heldBytes: f64({
        writers: 'the worker',
        access: 'single writer',
        unit: 'B',
        doc: 'memory that is held for its waits, while it waits',
      }),
    }),
  ),
  ended: block(MOST_WAITS, {
    writers: 'who has waited',
    access: 'atomic',
    unit: 'times',
    doc: 'per wait: how often it ended',
  }),
})

/**
 * Gather. Ten thousand waits of 100 ms at the same time. What does a wait cost that has no thread of its own?
 *
 * Look for: the memory of a wait, beside that of a thread. A wait on an event loop is a timer, a promise and the function that
 * goes on afterwards; a thread that does nothing but wait has a whole JavaScript engine, a stack, and a place in the
 * system's tables.
 *
 * What is measured: on the event loop, by how much the thread's heap grew while all waits were begun, divided by their
 * number. Garbage makes that inexact: what fell in meanwhile counts, what was collected meanwhile is missing. For a thread, what its engine holds while it waits; stack and system are
 * not in it, so a thread takes more than that.
 *
 * Sources: D. Kegel, "The C10K problem" (1999); R. von Behren, J. Condit and E. Brewer, "Why Events Are A Bad Idea (for
 * high-concurrency servers)" (2003), for the other side; M. Welsh, D. Culler and E. Brewer, "SEDA" (2001).
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, seed 7, 10 trials each:
 *
 *   10 000 waits, 16 threads   event-loop   all-once 10    1.62 KiB/wait (1.17 to 1.71)    119 ms
 *                              threads      all-once 10   18 500 KiB/thread                102 ms
 *   50 000 waits, 1 thread     event-loop   all-once 10    1.36 KiB/wait (1.36 to 1.36)   239 ms, process 406 MiB
 *
 * A thread of the lab has its modules loaded; one of Node's own with nothing in it took about 10 MiB.
 */
export const gather = defineExperiment({
  id: 'gather',
  title: 'Gather',
  topic: 'Executors and the event loop',
  question:
    'Thousands of waits at the same time: what does each cost on one event loop, and what on a thread of its own?',

  params,
  variants: {
    eventLoop: { title: 'event loop', doc: 'one thread begins all waits and then awaits them together' },
    threads: { title: 'threads', doc: 'each wait has a thread of its own, which sleeps; as many as there are workers' },
  },

  presets: {
    '10000': { label: '10 000 waits', params: { waits: 10_000 } },
    '50000': { label: '50 000 waits on one thread', params: { waits: 50_000, workers: 1 }, variants: ['eventLoop'] },
    threads64: { label: 'beside 64 threads', params: { waits: 10_000, workers: 64, trials: 3 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'waiter'),

  prepare: () => undefined,

  kernels: () => import('./kernel.ts'),

  observe: ({ asked, mostInFlight, ended, own, processBytes }, { workers, waits }): Gathered => {
    const times = ended.items.subarray(0, waits)
    return {
      asked: asked.load(),
      once: times.reduce((sum, own) => sum + (own === 1 ? 1 : 0), 0),
      repeated: times.reduce((sum, own) => sum + (own > 1 ? 1 : 0), 0),
      mostAtOnce: mostInFlight.load(),
      heldBytes: own.first(workers).reduce((sum, { heldBytes }) => sum + heldBytes.value, 0),
      processBytes: processBytes.value,
    }
  },

  outcomes: [
    {
      name: 'all-once',
      description: 'every wait that was begun ended, and ended once',
      when: ({ asked, once, repeated }) => asked > 0 && once === asked && repeated === 0,
      grades: 'acceptable',
    },
    {
      name: 'missed',
      description: 'a wait was left behind, or ended twice',
      when: ({ asked, once, repeated }) => asked === 0 || once !== asked || repeated > 0,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'as-many-as-asked-for',
      description: 'as many waits were begun as there should be: all of them, or one for each thread',
      holds: ({ asked }, { workers, waits }) => asked === waits || asked === Math.min(workers, waits),
    },
    {
      name: 'work-adds-up',
      description: 'the waits that the workers counted themselves are those that were begun',
      holds: ({ asked }, _params, done) => done.operations === asked,
    },
    {
      name: 'all-at-once',
      description: 'one thread had all of its waits under way at the same time',
      holds: ({ asked, mostAtOnce }, { workers, waits }) => asked === Math.min(workers, waits) || mostAtOnce === waits,
    },
  ],

  measures: [
    {
      name: 'cost',
      unit: 'KiB/wait',
      help: 'memory that is held for a wait: growth of the heap on the event loop, the engine of a whole thread else',
      of: ({ observed: { heldBytes, asked } }: TrialFacts<Gathered>) => costOf(heldBytes, asked),
    },
    {
      name: 'wall',
      unit: 'ms',
      help: 'from the beginning of the first wait to the end of the last',
      of: ({ measuredMillis }) => measuredMillis,
    },
    tally('at-once', 'waits at the same time, at most, per trial', ({ mostAtOnce }: Gathered) => mostAtOnce),
    {
      name: 'process',
      unit: 'MiB',
      help: 'physical memory of the whole process meanwhile, all threads of the run included, also those that do nothing',
      of: ({ observed: { processBytes } }: TrialFacts<Gathered>) => processBytes / 2 ** 20,
    },
  ],

  headline: stories => {
    const told = stories.flatMap(story => toldOf(story))
    return told.length === 0 ? '' : `${told.join('; ')}.`
  },

  levels: [
    {
      name: 'in-flight',
      title: 'waits under way',
      unit: 'waits',
      ceiling: ({ waits }) => waits,
      of: ({ inFlight }) => inFlight.load(),
    },
  ],

  charts: ['outcome-table', 'cost-ladder', 'level-strip'],
})

/** In KiB; undefined where there is too little to be weighed, or where more was collected meanwhile than was made. */
function costOf(heldBytes: number, asked: number): number | undefined {
  const isWeighed = asked <= 64 || asked >= FEWEST_WEIGHED
  return isWeighed && heldBytes > 0 ? heldBytes / asked / 1024 : undefined
}

function toldOf({ title, medians }: VariantStory): string[] {
  const { cost, wall, 'at-once': atOnce } = medians
  if (cost === undefined || wall === undefined || atOnce === undefined) return []
  const held = `${formatBytes(cost * 1024)} each`
  return [`${formatCount(atOnce)} waits at once on ${title === 'threads' ? 'as many threads' : 'one thread'}: ${held}`]
}
