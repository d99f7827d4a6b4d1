import { fewestForQuantile } from '../../../base/fewest-for-quantile.ts'
import { capitalised } from '../../../base/text.ts'
import { formatMillis, significant } from '../../../base/units.ts'
import { block, i32, layout } from '../../memory/layout.ts'
import { aloneAndTogetherLayout, initializeRounds, ROUNDS } from '../kit/alone-and-together.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import type { Measure } from '../kit/measures.ts'
import { commonParams, count, defaultWorkers, seconds } from '../kit/params.ts'
import { pauseLayout } from '../kit/pause.ts'
import { percentile } from '../kit/percentile.ts'
import {
  initializeInterpreter,
  interpreterLayout,
  mostComputing,
  SLICE_MICROS,
  tracedThreads,
} from '../kit/simulated-thread.ts'

type Seen = {
  readonly threads: number
  /** Threads that computed at once, at most. */
  readonly computingAtOnce: number
  /** Threads that the clock saw compute. */
  readonly traced: number
  /** Times that the lock went to another thread. */
  readonly switches: number
  /** Shortest round of T1 alone, and of all threads, with the same work for each; 0 where that was not measured. */
  readonly aloneMillis: number
  readonly togetherMillis: number
  /** Requests that the I/O thread has answered; 0 where there is none. */
  readonly requests: number
  readonly latency50Millis: number
  readonly latency95Millis: number
}

/** What the I/O thread computes for an answer: 20 µs. */
export const ANSWER_SLICES = 4
/** A latency is kept in so many nanoseconds, so that 21 s fit into a word. */
export const LATENCY_UNIT_NANOS = 10

const MOST_REQUESTS = 1000

export const params = {
  workers: count({
    min: 2,
    max: 64,
    default: defaultWorkers,
    help: 'threads of the program; beside I/O, T1 does the I/O',
  }),
  trials: { ...commonParams.trials, default: 5 },
  switchInterval: seconds({
    min: 0.0001,
    max: 0.05,
    default: 0.005,
    help: 'how long a thread waits for the lock before it asks for it; sys.setswitchinterval, 0.005 in CPython',
  }),
  work: count({ min: 1, max: 1000, default: 60, unit: 'ms', help: 'what each computing thread computes in a trial' }),
  requests: count({ min: 1, max: MOST_REQUESTS, default: 25, unit: 'requests', help: 'of the I/O thread in a trial' }),
  ioMicros: count({
    min: 100,
    max: 100_000,
    default: 1000,
    unit: 'µs',
    help: 'how long each request waits for its I/O',
  }),
} as const

export const memory = layout('gil-simulator', {
  interpreter: interpreterLayout,
  rounds: aloneAndTogetherLayout,
  disk: pauseLayout,
  isOver: i32({ writers: 'T1', access: 'atomic', ownLine: true, doc: '1 = the I/O thread has answered everything' }),
  begun: i32({
    writers: 'computing threads',
    access: 'atomic',
    ownLine: true,
    doc: 'threads that have begun to compute',
  }),
  latencies: block(MOST_REQUESTS, {
    writers: 'T1',
    access: 'single writer',
    unit: '10 ns',
    doc: 'from the end of a request’s I/O to its answer',
  }),
})

export function slicesPerRound({ work }: { readonly work: number }): number {
  return Math.max(1, Math.round((work * 1000) / SLICE_MICROS / ROUNDS))
}

const COMPUTING = ['free', 'gil'] as const
const BESIDE_IO = ['freeWithIo', 'gilWithIo'] as const

const speedUp: Measure<Seen> = {
  name: 'speed-up',
  unit: 'times',
  help: 'work of all threads in the time in which one of them alone, under the same rules, does its own; of each the best of four rounds, which other work on the machine disturbs least',
  only: COMPUTING,
  of: ({ observed: { threads, aloneMillis, togetherMillis } }) =>
    togetherMillis > 0 ? (threads * aloneMillis) / togetherMillis : undefined,
}

/** A percentile of the latencies of one trial. */
function latency(share: number, help: string, of: (seen: Seen) => number): Measure<Seen> {
  const fewest = fewestForQuantile(share)
  return {
    name: `latency-p${String(share * 100)}`,
    unit: 'ms',
    help: `from the end of a request’s I/O to its answer: ${help} of a trial’s requests`,
    only: BESIDE_IO,
    needs: `${String(fewest)} requests a trial`,
    of: ({ observed }) => (observed.requests >= fewest ? of(observed) : undefined),
  }
}

/**
 * GIL simulator. One lock around all computing, with the rules by which CPython hands its own over. What do threads still
 * gain, and what becomes of a thread that needs the lock only for a moment?
 *
 * Look for: in `gil` the speed-up stays at 1 however many threads there are, and the ribbon shows one holder after the
 * other, each for a switch interval. In `gil-with-io` the I/O thread, ready after a millisecond, waits for a whole switch
 * interval before it may compute for 20 µs: its latency is the interval, not its work. Two witnesses that know nothing of
 * the lock say that never two computed at once: a count, and the clock's intervals.
 * Threads and times are real; bytecodes are slices of computing of 5 µs, between which the holder looks at the request.
 *
 * Sources: as in kit/gil.ts; D. Beazley, "Inside the New GIL" (2010), for the convoy that its rules lead to.
 *
 * Observed 2026-11-29, AMD EPYC, 2 cores, Node 24.21, seed 7, 2 workers, 5 trials each; medians and 95 % intervals:
 *
 *   free           overlap 5         speed-up 1.99 (1.94 to 2.01)
 *   gil            one-at-a-time 5   speed-up 1.00 (0.966 to 1.01), 24 switches
 *   free-with-io   overlap 5         answers p50 0.0544 ms (0.0499 to 0.0561)
 *   gil-with-io    convoy 5          answers p50 5.27 ms (5.25 to 5.36)
 *
 * and with other switch intervals, gil-with-io: 0.1 ms p50 0.261 ms (0.206 to 0.318); 1 ms p50 1.17 (1.15 to 1.30); 50 ms p50
 * 50.3 (50.3 to 50.4); convoy in 5 of 5 each. Where the threads have to wait for a core as well, answers take longer: on the
 * same machine beside much other work 0.210, 3.03, 5.26 and 54.6 ms.
 */
export const gilSimulator = defineExperiment({
  id: 'gil-simulator',
  title: 'GIL simulator',
  topic: 'Parallelism and the GIL',
  question: 'One lock around all computing. What do threads still gain, and who waits for it?',
  simulated: true,

  params,
  variants: {
    free: { title: 'no lock', doc: 'all threads compute: what threads can do' },
    gil: { title: 'GIL', doc: 'the same work under one lock that changes hands by CPython’s rules' },
    freeWithIo: { title: 'no lock, with I/O', doc: 'T1 waits for I/O and answers, the others compute' },
    gilWithIo: { title: 'GIL, with I/O', doc: 'the same under the lock, which T1 drops while it waits' },
  },

  presets: {
    'interval-100us': { label: 'interval 0.1 ms', params: { switchInterval: 0.0001 } },
    'interval-1ms': { label: 'interval 1 ms', params: { switchInterval: 0.001 } },
    'interval-5ms': { label: 'interval 5 ms (CPython)', params: { switchInterval: 0.005 } },
    'interval-50ms': { label: 'interval 50 ms', params: { switchInterval: 0.05, work: 400, requests: 20 } },
    convoy: { label: 'I/O beside computing only', params: {}, variants: [...BESIDE_IO] },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'thread'),

  prepare: ({ interpreter, rounds }, { workers }) => {
    initializeInterpreter(interpreter, workers)
    initializeRounds(rounds, workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: ({ interpreter, latencies, rounds }, { workers }): Seen => {
    const answered = [...latencies.items].filter(units => units > 0).map(units => (units * LATENCY_UNIT_NANOS) / 1e6)
    return {
      threads: workers,
      computingAtOnce: mostComputing(interpreter, workers),
      traced: tracedThreads(interpreter, workers),
      switches: interpreter.gil.switches.load(),
      aloneMillis: rounds.aloneNanos.value / 1e6,
      togetherMillis: rounds.togetherNanos.value / 1e6,
      requests: answered.length,
      latency50Millis: percentile(answered, 0.5),
      latency95Millis: percentile(answered, 0.95),
    }
  },

  outcomes: [
    {
      name: 'overlap',
      description: 'two threads computed at the same moment',
      when: ({ computingAtOnce }) => computingAtOnce > 1,
      grades: { free: 'acceptable', gil: 'forbidden', freeWithIo: 'acceptable', gilWithIo: 'forbidden' },
    },
    {
      name: 'convoy',
      description:
        'a request with its I/O done waited for at least half a switch interval, in the median, to be answered',
      when: ({ requests, latency50Millis }, { switchInterval }) =>
        requests > 0 && latency50Millis >= (switchInterval * 1000) / 2,
      grades: { free: 'forbidden', gil: 'forbidden', freeWithIo: 'acceptable', gilWithIo: 'interesting' },
    },
    {
      name: 'one-at-a-time',
      description: 'never two threads computed at the same moment',
      when: ({ computingAtOnce }) => computingAtOnce === 1,
      grades: 'acceptable',
    },
  ],

  checks: [
    {
      name: 'traced',
      description: 'the witness that reads the clock saw every thread compute',
      holds: ({ traced, threads }) => traced === threads,
    },
    {
      name: 'computed-all',
      description: 'every thread did all of its work: T1 twice that of the others in rounds, every request beside I/O',
      holds: ({ requests, aloneMillis }, knobs, { perWorker }) => {
        const own = ROUNDS * slicesPerRound(knobs)
        if (aloneMillis > 0) return perWorker.every((slices, worker) => slices === (worker === 0 ? 2 * own : own))
        return requests === knobs.requests && perWorker[0] === requests * ANSWER_SLICES
      },
    },
  ],

  measures: [
    speedUp,
    latency(0.5, 'the median', seen => seen.latency50Millis),
    latency(0.95, 'the 95th percentile', seen => seen.latency95Millis),
    {
      name: 'switches',
      unit: 'count',
      help: 'times that the lock went to another thread, per trial',
      only: ['gil', 'gilWithIo'],
      of: ({ observed }) => observed.switches,
    },
  ],

  headline: stories => stories.flatMap(sentence).join(' '),

  charts: ['speed-up-dots', 'owner-ribbon', 'thread-lanes', 'wait-histogram', 'outcome-table', 'fairness-bars'],
})

function sentence({ title, medians }: VariantStory): string[] {
  const { 'speed-up': times, 'latency-p50': millis } = medians
  const name = capitalised(title)
  if (times !== undefined) return [`${name}: ${significant(times)} times what one thread does.`]
  if (millis !== undefined) return [`${name}: an answer took ${formatMillis(millis)}.`]
  return []
}
