import { counted } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeRwLock, rwLockLayout } from '../../sync/rw-lock.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { contention, throughput, type Measure } from '../kit/measures.ts'
import { count, type Values } from '../kit/params.ts'
import { speedStory } from '../kit/speed-story.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Visits = {
  readonly expected: number
  readonly reads: number
  readonly writes: number
  /** Of what the writers wrote, what the data holds. */
  readonly written: number
  readonly intrusions: number
  readonly readsPerReader: number
  readonly writesPerWriter: number
}

/** One side gets so many times more than the other, worker for worker. */
const STARVED_RATIO = 10
/** Fewer visits say nothing about who is kept out. */
const FEWEST_VISITS = 50

export const params = {
  workers: count({ min: 2, max: 64, default: 6, help: 'threads that run at the same time: readers and writers' }),
  trials: count({ min: 1, max: 1000, default: 10, help: 'repetitions of each variant' }),
  duration: durationParam(100),
  readPercent: count({
    min: 0,
    max: 100,
    default: 67,
    unit: '%',
    help: 'of the workers are readers, the others write; at least one of each',
  }),
  hold: count({ min: 0, max: 100, default: 5, unit: 'µs', help: 'time inside' }),
  think: count({ min: 0, max: 1000, default: 0, unit: 'µs', help: 'time outside between two visits' }),
} as const

export const memory = layout('readers-writers', {
  readersFirst: rwLockLayout,
  writersFirst: rwLockLayout,
  fair: rwLockLayout,
  mutex: mutexLayout,
  readersInside: i32({ writers: 'readers', access: 'atomic', ownLine: true, doc: 'readers that say they are inside' }),
  writerInside: i32({
    writers: 'the writer inside',
    access: 'racy',
    ownLine: true,
    doc: 'who says that it writes, + 1; 0 = nobody',
  }),
  left: i32({ writers: 'the writer inside', access: 'racy', doc: 'the half that a writer changes on its way in' }),
  right: i32({ writers: 'the writer inside', access: 'racy', doc: 'the half that it changes on its way out' }),
  own: perWorker(
    layout('readers-writers-own', {
      visits: i32({ writers: 'the worker', access: 'single writer', unit: 'visits', doc: 'times it was inside' }),
      intrusions: i32({ writers: 'the worker', access: 'single writer', doc: 'times it saw somebody it must not see' }),
    }),
  ),
})

const perVisitor = (side: 'readsPerReader' | 'writesPerWriter', name: string, help: string): Measure<Visits> => ({
  name,
  unit: 'visits',
  help,
  of: ({ observed }) => observed[side],
})

/**
 * Readers and writers. Readers may be inside together, a writer is alone. Who goes first when both want in, and who never
 * gets in at all?
 *
 * Look for: nobody is ever inside with a writer, whatever the preference. With preference for readers the writers starve:
 * there is always one reader inside when the next one comes. With preference for writers nobody starves here, because the
 * lock is open for a moment between two writers; a stricter one would starve readers. In order of arrival both get in, at
 * the price of a wake-up for most visits.
 *
 * Sources: Courtois, Heymans and Parnas, "Concurrent Control with 'Readers' and 'Writers'" (1971), the first and the second
 * problem; Hsieh and Weihl (1992) for the lock itself.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with other work, Node 24.21, seed 7, 4 readers and 2 writers, 10 trials each,
 * medians of a trial:
 *
 *   readers-first   writers starved 8, both served 2   2 860 reads and    38 writes per worker   101 k visits/s
 *   writers-first   both served 10                     2 310            1 060                    95 k
 *   fair            both served 10                     1 310              829                    58 k
 *   mutex           both served 10                     2 180            1 340                   107 k
 */
export const readersWriters = defineExperiment({
  id: 'readers-writers',
  title: 'Readers and writers',
  topic: 'Locks',
  question: 'Readers share, a writer is alone. Who goes first, and who never gets in?',

  params,
  variants: {
    readersFirst: { title: 'readers first', doc: 'a reader enters whenever no writer is inside' },
    writersFirst: { title: 'writers first', doc: 'a reader waits while a writer is inside or waits' },
    fair: { title: 'in order of arrival', doc: 'readers and writers pass one queue' },
    mutex: { title: 'mutex', doc: 'one at a time, readers, too: no preference, and no reading together' },
  },

  presets: {
    'mostly-readers': { label: '7 readers, 1 writer', params: { workers: 8, readPercent: 88 } },
    'mostly-writers': { label: '1 reader, 3 writers', params: { workers: 4, readPercent: 25 } },
    relaxed: { label: 'time to think', params: { think: 500, hold: 2 } },
  },

  memory,
  roles: knobs =>
    Array.from({ length: knobs.workers }, (_, worker) => (worker < readersOf(knobs) ? 'reader' : 'writer')),
  lasts: ({ duration }) => duration,

  prepare: words => {
    initializeRwLock(words.readersFirst, 'readers')
    initializeRwLock(words.writersFirst, 'writers')
    initializeRwLock(words.fair, 'fair')
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, knobs, done): Visits => {
    const readers = readersOf(knobs)
    const own = words.own.first(knobs.workers)
    const visits = (side: typeof own): number => side.reduce((sum, worker) => sum + worker.visits.load(), 0)
    const reads = visits(own.slice(0, readers))
    const writes = visits(own.slice(readers))
    const [left, right] = [words.left.load(), words.right.load()]
    return {
      expected: done.operations,
      reads,
      writes,
      written: left === right ? left : -1,
      intrusions: own.reduce((sum, worker) => sum + worker.intrusions.load(), 0),
      readsPerReader: reads / readers,
      writesPerWriter: writes / (knobs.workers - readers),
    }
  },

  outcomes: [
    {
      name: 'writer-not-alone',
      description: 'somebody was inside with a writer, or what a writer wrote is lost or torn',
      when: ({ intrusions, writes, written }) => intrusions > 0 || writes !== written,
      grades: 'forbidden',
    },
    {
      name: 'writers-starved',
      description: 'a reader got in more than ten times as often as a writer',
      when: seen => enough(seen) && seen.readsPerReader > STARVED_RATIO * seen.writesPerWriter,
      grades: { readersFirst: 'interesting', writersFirst: 'acceptable', fair: 'acceptable', mutex: 'acceptable' },
    },
    {
      name: 'readers-starved',
      description: 'a writer got in more than ten times as often as a reader',
      when: seen => enough(seen) && seen.writesPerWriter > STARVED_RATIO * seen.readsPerReader,
      grades: 'acceptable',
    },
    {
      name: 'both-served',
      description: 'readers and writers got in',
      when: () => true,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'visits-add-up',
      description: 'reads and writes are all the visits there were',
      holds: ({ expected, reads, writes }) => reads + writes === expected,
    },
  ],

  measures: [
    throughput('visits'),
    perVisitor('readsPerReader', 'reads-per-reader', 'visits of one reader in a trial, on average'),
    perVisitor('writesPerWriter', 'writes-per-writer', 'visits of one writer in a trial, on average'),
    contention('readersFirst', 'writersFirst', 'fair', 'mutex'),
  ],

  headline: stories => {
    const starved = stories.flatMap(story => starvation(story))
    return starved.length > 0 ? `A writer was always alone. ${starved.join(' ')}` : speedStory(stories, 'visits')
  },

  levels: [
    {
      name: 'readers-inside',
      title: 'readers inside',
      unit: 'readers',
      ceiling: readersOf,
      of: words => words.readersInside.load(),
    },
  ],

  charts: ['level-strip', 'fairness-bars', 'thread-lanes', 'wait-histogram', 'outcome-table', 'throughput-over-time'],
})

function enough({ reads, writes }: Visits): boolean {
  return reads + writes >= FEWEST_VISITS
}

function starvation({ title, counts, finished }: VariantStory): string[] {
  return (['writers', 'readers'] as const).flatMap(side => {
    const times = counts[`${side}-starved`] ?? 0
    return times * 2 > finished
      ? [`With ${title}, ${side} starved in ${String(times)} of ${counted(finished, 'trial')}.`]
      : []
  })
}

/** The first workers read, the others write. */
export function readersOf({ workers, readPercent }: Pick<Values<typeof params>, 'workers' | 'readPercent'>): number {
  return Math.max(1, Math.min(workers - 1, Math.round((workers * readPercent) / 100)))
}
