import { capitalised } from '../../../base/text.ts'
import { formatMillis, significant } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel } from '../../sync/channel.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment, type VariantStory } from '../kit/define-experiment.ts'
import { lostShare, type Counted } from '../kit/lossy-counter.ts'
import { contention, cost, cpuPerOperation } from '../kit/measures.ts'
import { choice, count } from '../kit/params.ts'
import { durationParam } from '../kit/until-stopped.ts'

export const params = {
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
  duration: durationParam(200, 1_000),
  counters: choice({
    choices: {
      shared: 'one counter for all workers, and one lock, and one mailbox: contended',
      own: 'one of each per worker: nobody meets anybody',
    },
    default: 'shared',
    help: 'whether the workers get in each other’s way',
  }),
} as const

/** Where one counter lives, with what protects it. */
const station = layout('station', {
  total: i32({ writers: 'whoever adds', access: 'racy', ownLine: true, unit: 'additions', doc: 'the counter' }),
  gate: mutexLayout,
  mailbox: channelLayout,
})

export const memory = layout('cost-ladder', {
  shared: station,
  own: perWorker(station),
  asked: perWorker(
    i32({
      writers: 'the worker',
      access: 'single writer',
      unit: 'additions',
      doc: 'additions that the worker has made or asked for by message',
    }),
  ),
})

/** Room in a mailbox: enough for a sender to be ahead for a while. */
const MAILBOX = 64

/**
 * The cost ladder: one addition to a counter in shared memory, in seven ways. What does each way cost, alone and with
 * others at the same counter?
 *
 * Look for: three steps. Without sharing, plain is nearly free, atomics cost some nanoseconds, a lock about twice that, a
 * message about two locks; with sharing, all of them pay for the travel of the cache line, and what sleeps pays for being woken.
 * And for the column beside the price: the cheapest way is wrong as soon as the counter is shared.
 *
 * Sources: Herlihy, Shavit, Luchangco and Spear, "The Art of Multiprocessor Programming" (2nd ed., 2020), appendix B;
 * David, Guerraoui and Trigonakis, "Everything You Always Wanted to Know About Synchronization but Were Afraid to Ask"
 * (SOSP 2013), §5.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, seed 7, 5 trials; ns/operation, median:
 *
 *                       contended                        uncontended
 *   plain               0.53   18.8 to 46.2 % lost        0.35
 *   compiled-add        11.1                              6.35
 *   atomic-add          15.3                              10.9
 *   atomic-load-store   23.3   19.0 to 39.3 % lost        14.7
 *   mutex               25.5                              19.6
 *   cas-loop            26.4                              16.0
 *   message              637                              41.7
 */
export const costLadder = defineExperiment({
  id: 'cost-ladder',
  title: 'Cost ladder',
  topic: 'Atomics and memory',
  question: 'What does one addition cost: plain, atomic, behind a lock, by message?',

  params,
  variants: {
    plain: { title: 'plain', doc: 'total[0]++: a load and a store, and anybody in between' },
    atomicLoadStore: { title: 'atomic load + store', doc: 'two atomic accesses, with a gap between them' },
    atomicAdd: { title: 'atomic add', doc: 'Atomics.add, which V8 calls as a function' },
    compiledAdd: { title: 'compiled atomic add', doc: 'the same instruction in WebAssembly, without the call' },
    casLoop: { title: 'CAS loop', doc: 'load, compare-exchange, again if somebody else came first' },
    mutex: { title: 'mutex', doc: 'acquire, add, release' },
    message: { title: 'message', doc: 'a send to the owner of the counter, who alone adds' },
  },

  presets: {
    contended: { label: 'contended', params: { counters: 'shared' } },
    uncontended: { label: 'uncontended', params: { counters: 'own' } },
    alone: { label: 'one worker alone', params: { workers: 1, counters: 'own' } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'adder'),
  lasts: ({ duration }) => duration,

  prepare: (words, { workers }) => {
    for (const { mailbox } of [words.shared, ...words.own.first(workers)]) initializeChannel(mailbox, MAILBOX)
  },

  kernels: () => import('./kernel.ts'),

  // A message that is still in its mailbox when time is up was sent, and will not be lost.
  observe: (words, { workers }): Counted => ({
    expected: words.asked.first(workers).reduce((sum, own) => sum + own.load(), 0),
    actual: [words.shared, ...words.own.first(workers)].reduce(
      (sum, { total, mailbox }) => sum + total.load() + mailbox.count.load(),
      0,
    ),
  }),

  outcomes: [
    {
      name: 'exact',
      description: 'every addition counted',
      when: ({ expected, actual }) => actual === expected,
      grades: 'acceptable',
    },
    {
      name: 'lost',
      description: 'additions vanished',
      when: ({ expected, actual }) => actual < expected,
      possible: ({ counters, workers }) => counters === 'shared' && workers > 1,
      grades: {
        plain: 'interesting',
        atomicLoadStore: 'interesting',
        atomicAdd: 'forbidden',
        compiledAdd: 'forbidden',
        casLoop: 'forbidden',
        mutex: 'forbidden',
        message: 'forbidden',
      },
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'what the workers report is what they have written down',
      holds: ({ expected }, _params, done) => done.operations === expected,
    },
  ],

  measures: [cost, cpuPerOperation, lostShare, contention('mutex', 'message')],

  headline: stories => {
    const priced = stories.flatMap(({ title, medians, counts }) => {
      const nanos = medians['cost']
      const wrong = (counts['lost'] ?? 0) > 0 ? ' and loses some' : ''
      return nanos === undefined ? [] : [{ nanos, text: `${title} ${priceOf(nanos)}${wrong}` }]
    })
    const ladder = priced.toSorted((a, b) => a.nanos - b.nanos).map(({ text }) => text)
    return ladder.length === 0 ? '' : `What an addition costs: ${ladder.join(', ')}.${wrongOnes(stories)}`
  },

  charts: ['cost-ladder', 'outcome-table'],
})

function priceOf(nanos: number): string {
  return nanos < 1_000 ? `${significant(nanos)} ns` : formatMillis(nanos / 1e6)
}

/** A price without a right result is no bargain. */
function wrongOnes(stories: readonly VariantStory[]): string {
  const correct = stories.filter(({ counts }) => (counts['lost'] ?? 0) === 0)
  const [cheapest] = correct.toSorted((a, b) => (a.medians['cost'] ?? Infinity) - (b.medians['cost'] ?? Infinity))
  if (cheapest === undefined || correct.length === stories.length) return ''
  return ` ${capitalised(cheapest.title)} is the cheapest that lost none.`
}
