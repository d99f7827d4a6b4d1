import { capitalised, listed } from '../../../base/text.ts'
import { formatRate } from '../../../base/units.ts'
import { i32, layout, perWorker } from '../../memory/layout.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { contention, cost, cpuPerOperation, throughput } from '../kit/measures.ts'
import { commonParams, count } from '../kit/params.ts'
import { initializeOwner, ownerLayout, requestsInQueue } from '../kit/single-owner.ts'
import { durationParam } from '../kit/until-stopped.ts'

type Counted = {
  readonly expected: number
  readonly actual: number
  readonly sent: number
  readonly handled: number
}

export const params = {
  workers: count({ ...commonParams.workers, min: 2, help: 'where messages are sent, one owns the counter and adds' }),
  batch: count({
    min: 1,
    max: 128,
    default: 64,
    unit: 'additions',
    help: 'that one message asks for, in batched-messages',
  }),
  duration: durationParam(200, 1_000),
  trials: count({ min: 1, max: 1000, default: 5, help: 'repetitions of each variant' }),
} as const

export const memory = layout('actor-counter', {
  owned: i32({ writers: 'the owner', access: 'single writer', ownLine: true, doc: 'the counter that messages reach' }),
  handled: i32({
    writers: 'the owner',
    access: 'single writer',
    unit: 'messages',
    doc: 'messages that it has handled',
  }),
  shared: i32({
    writers: 'every worker',
    access: 'racy',
    ownLine: true,
    doc: 'the counter of atomic-add and mutex: by atomic steps there, under the gate here',
  }),
  gate: mutexLayout,
  owner: ownerLayout,
  own: perWorker(
    layout('adder', {
      asked: i32({
        writers: 'the worker',
        access: 'single writer',
        unit: 'additions',
        doc: 'additions that it has made or asked for by message',
      }),
      sent: i32({ writers: 'the worker', access: 'single writer', unit: 'messages', doc: 'messages that it has sent' }),
    }),
  ),
})

/**
 * Actor counter. One worker owns the counter and nobody else touches it; the others send it what they want added.
 *
 * Look for: an exact counter without a lock or an atomic step around it, for there is nobody to race with. And for what
 * moved: the queue is shared now, and it has a lock inside. A message costs more than the addition that it asks for; many
 * additions in one message share that price.
 *
 * Sources: C. Hewitt, P. Bishop, R. Steiger, "A Universal Modular ACTOR Formalism for Artificial Intelligence" (1973);
 * D. Hendler, I. Incze, N. Shavit, M. Tzafrir, "Flat Combining and the Synchronization-Parallelism Tradeoff" (2010), for
 * one thread that does the work of all, in batches.
 *
 * Observed 2026-11-24, AMD EPYC, 2 cores shared with much other work, Node 24.21, defaults, seed 7, 5 trials each:
 *
 *   messages           exact 5     3.31 M additions/s   302  ns/addition
 *   batched-messages   exact 5      187 M additions/s     5.34 ns/addition, 64 in a message
 *   atomic-add         exact 5     39.2 M additions/s    25.5 ns/addition
 *   mutex              exact 5     36.3 M additions/s    27.5 ns/addition
 *
 * With 2 additions in a message 7.72 M, with 128 482 M additions/s.
 */
export const actorCounter = defineExperiment({
  id: 'actor-counter',
  title: 'Actor counter',
  topic: 'Owners and messages',
  question: 'One worker owns the counter, the others write to it. Is it exact without a lock, and what does that cost?',

  params,
  variants: {
    messages: { title: 'a message each', doc: 'every addition is a message to the owner' },
    batchedMessages: { title: 'batched messages', doc: 'one message asks for several additions' },
    atomicAdd: { title: 'atomic add', doc: 'everybody adds, in one indivisible step' },
    mutex: { title: 'mutex', doc: 'everybody adds, one after the other' },
  },

  presets: {
    pairs: { label: 'batches of 2', params: { batch: 2 } },
    large: { label: 'batches of 128', params: { batch: 128 } },
    crowd: { label: '8 workers', params: { workers: 8 } },
  },

  memory,
  roles: ({ workers }) => Array.from({ length: workers }, (_, worker) => (worker === 0 ? 'owner' : 'client')),
  lasts: ({ duration }) => duration,

  prepare: (words, { workers }) => {
    initializeOwner(words.owner, workers)
  },

  kernels: () => import('./kernel.ts'),

  observe: (words, { workers }): Counted => {
    const own = words.own.first(workers)
    // When the time is up, some messages are still on their way. They count as what they ask for.
    const queued = requestsInQueue(words.owner)
    return {
      expected: own.reduce((sum, { asked }) => sum + asked.load(), 0),
      actual: queued.reduce((sum, amount) => sum + amount, words.owned.load() + words.shared.load()),
      sent: own.reduce((sum, { sent }) => sum + sent.load(), 0),
      handled: words.handled.load() + queued.length,
    }
  },

  outcomes: [
    {
      name: 'exact',
      description:
        'the counter is the number of additions, those in messages under way included, and no message was lost',
      when: ({ expected, actual, sent, handled }) => actual === expected && sent === handled,
      grades: 'acceptable',
    },
    {
      name: 'wrong',
      description: 'an addition or a message was lost, or counted twice',
      when: ({ expected, actual, sent, handled }) => actual !== expected || sent !== handled,
      grades: 'forbidden',
    },
  ],

  checks: [
    {
      name: 'operations-add-up',
      description: 'the additions that the workers counted themselves are those that they noted in memory',
      holds: ({ expected }, _params, done) => done.operations === expected,
    },
  ],

  measures: [
    throughput('additions'),
    cost,
    cpuPerOperation,
    {
      name: 'messages',
      unit: 'messages/addition',
      help: 'messages sent, per addition',
      only: ['messages', 'batchedMessages'],
      of: ({ observed, operations }) => (operations > 0 ? observed.sent / operations : undefined),
    },
    contention('messages', 'batchedMessages', 'mutex'),
  ],

  headline: stories => {
    const rates = stories.flatMap(({ title, medians: { throughput: perSecond } }) =>
      perSecond === undefined ? [] : [`${title} made ${formatRate(perSecond)} additions/s`],
    )
    return `${capitalised(listed(rates))}.`
  },

  suppliers: (_memory, { workers }) => {
    const clients = Array.from({ length: workers - 1 }, (_, client) => client + 1)
    return { 'owner.inbox.notFull': [0], 'owner.inbox.notEmpty': clients }
  },

  charts: ['throughput-over-time', 'outcome-table', 'thread-lanes'],
})
