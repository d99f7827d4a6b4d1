import { i32, layout, perWorker } from '../../memory/layout.ts'
import { channelLayout, initializeChannel, MAX_CHANNEL_CAPACITY } from '../../sync/channel.ts'
import { fairMutexLayout } from '../../sync/fair-mutex.ts'
import { mutexLayout } from '../../sync/mutex.ts'
import { initializeRing, ringLayout } from '../../sync/ring.ts'
import { defineExperiment } from '../kit/define-experiment.ts'
import { throughput } from '../kit/measures.ts'
import { count } from '../kit/params.ts'

export const params = {
  operations: count({ min: 0, max: 1_000_000_000, default: 100_000, help: 'of each worker; 0 = by time' }),
  durationMillis: count({ min: 0, max: 60_000, default: 0, unit: 'ms', help: 'instead; 0 = by operations' }),
  holdSteps: count({ min: 0, max: 1_000_000, default: 0, unit: 'steps', help: 'of arithmetic inside the lock' }),
  capacity: count({ min: 1, max: MAX_CHANNEL_CAPACITY, default: 16, unit: 'items', help: 'of channel and ring' }),
} as const

export const memory = layout('primitives', {
  gate: mutexLayout,
  fairGate: fairMutexLayout,
  channel: channelLayout,
  ring: ringLayout,
  turn: i32({ writers: 'whose turn it was', access: 'atomic', ownLine: true, doc: 'the worker whose turn it is' }),
  guarded: i32({ writers: 'the holder', access: 'under gate', ownLine: true, doc: 'operations, counted inside' }),
  own: perWorker(
    layout('primitives-own', {
      operations: i32({ writers: 'the worker', access: 'single writer', doc: 'operations that it has done' }),
      result: i32({ writers: 'the worker', access: 'single writer', doc: 'what it computed: sums, arithmetic' }),
    }),
  ),
})

/**
 * Primitives: how fast are the lab's own locks and queues? Each variant is one of them with as little around it as can
 * be. Not listed: the benches measure with it, against the same in other languages.
 */
export const primitives = defineExperiment({
  id: '_primitives',
  title: 'Primitives',
  topic: 'Instruments',
  question: 'How fast are the locks and queues that experiments are made of?',
  params,
  variants: {
    lockPair: { title: 'lock pair', doc: 'acquire, release, nothing inside' },
    mutex: { title: 'mutex', doc: 'acquire, count and compute, release' },
    fairMutex: { title: 'fair mutex', doc: 'the same, first come, first served' },
    channel: { title: 'channel', doc: 'the first half of the workers sends, the other receives' },
    ring: { title: 'ring', doc: 'one worker pushes, one pops' },
    pingPong: { title: 'ping-pong', doc: 'two workers wake each other in turn, without a look in between' },
  },
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'user'),
  lasts: ({ durationMillis }) => (durationMillis > 0 ? durationMillis : null),
  prepare: (words, { capacity }) => {
    initializeChannel(words.channel, capacity)
    // Of the powers of two that a ring may have, the next below.
    initializeRing(words.ring, 2 ** Math.floor(Math.log2(capacity)))
  },
  kernels: () => import('./kernel.ts'),
  observe: (words, { workers, operations }, done) => {
    const guarded = words.guarded.load()
    if (guarded > 0) return { counted: guarded }
    // Queues: all that was done counts if what was received adds up to what was sent, 0, 1, 2 … by each sender.
    const received = words.own.first(workers).reduce((sum, own) => (sum + own.result.load()) | 0, 0)
    const senders = BigInt(Math.ceil(workers / 2))
    const sent = (senders * BigInt(operations) * BigInt(operations - 1)) / 2n
    return { counted: received === Number(BigInt.asIntN(32, sent)) ? done.operations : 0 }
  },
  outcomes: [{ name: 'measured', description: 'it ran', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [throughput('operations')],
  charts: [],
})
