import { heldBy } from '../../src/base/lock-word.ts'
import { defineExperiment, type Kernel } from '../../src/engine/experiments/kit/define-experiment.ts'
import { add, pause } from '../../src/engine/memory/atomics.ts'
import { i32, layout } from '../../src/engine/memory/layout.ts'
import { beginWait, endWait, FOREVER } from '../../src/engine/sync/native/waiting.ts'

const params = {} as const

const memory = layout('witness', {
  runs: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'kernels that were run in this trial' }),
  waitingFor: i32({
    writers: 'the worker',
    access: 'atomic',
    ownLine: true,
    doc: 'the broken twin of the worker cell',
  }),
  waitEpoch: i32({ writers: 'the worker', access: 'atomic', ownLine: true, doc: 'the broken twin of the worker cell' }),
})

type Witness = Kernel<typeof memory, typeof params>

/** A byte address that is not 0. */
const ADDRESS = 128
/** Waits between two looks at the stop word. */
const BATCH = 100
/** Between the two stores of the broken twin: long enough for three looks of an observer. */
const GAP = 50

const runs: Witness = (words, _params, context) => {
  add(words.runs.cell, 1)
  context.repeat(10, () => undefined)
}

const throws: Witness = () => {
  throw new RangeError('from the kernel')
}

/** Ends the whole thread, as experiment code might. */
const dies: Witness = () => {
  Reflect.apply(Reflect.get(Reflect.get(globalThis, 'process'), 'exit'), undefined, [7])
}

/** Many waits at a time on one thread. */
const sleepsTogether: Witness = async (words, _params, context) => {
  add(words.runs.cell, 1)
  await Promise.all(Array.from({ length: 100 }, () => context.outside.sleep(10)))
  context.setCompleted(100)
}

const sleepsLong: Witness = async (_words, _params, context) => {
  await Promise.all([context.outside.sleep(1_000_000), context.outside.sleep(2_000_000)])
}

const rejects: Witness = async (_words, _params, context) => {
  await context.outside.sleep(1)
  throw new RangeError('later')
}

/** Says over and over that it waits, in the primitives' JavaScript form, for an observer to catch it between two words. */
const waits: Witness = (_words, _params, context) => {
  context.repeat(
    Number.MAX_SAFE_INTEGER,
    times => {
      for (let i = 0; i < times; i++) {
        beginWait(heldBy(context.worker), ADDRESS, FOREVER)
        endWait(heldBy(context.worker))
      }
    },
    BATCH,
  )
}

/** The same in the wrong order: the epoch is odd before the awaited word is named, and after it is cleared. */
const waitsEpochFirst: Witness = (words, _params, context) => {
  context.repeat(
    Number.MAX_SAFE_INTEGER,
    times => {
      for (let i = 0; i < times; i++) {
        add(words.waitEpoch.cell, 1)
        for (let look = 0; look < GAP; look++) pause()
        words.waitingFor.store(ADDRESS)
        words.waitingFor.store(0)
        add(words.waitEpoch.cell, 1)
      }
    },
    BATCH,
  )
}

/** What workers do in it tells how the worker body treats them. Only the test's own threads know it. */
export const witness = defineExperiment({
  id: '_witness',
  title: 'Witness',
  topic: 'Tests',
  question: 'How does the worker body treat its kernels?',
  params,
  variants: {
    runs: { title: 'runs', doc: 'counts that it ran' },
    throws: { title: 'throws', doc: 'throws' },
    dies: { title: 'dies', doc: 'ends its thread' },
    sleepsTogether: { title: 'sleeps together', doc: '100 sleeps of 10 ms at a time' },
    sleepsLong: { title: 'sleeps long', doc: 'two sleeps until it is stopped' },
    rejects: { title: 'rejects', doc: 'throws after a sleep' },
    waits: { title: 'waits', doc: 'says that it waits, until stopped' },
    waitsEpochFirst: { title: 'waits, epoch first', doc: 'the broken twin of it' },
  },
  presets: {},
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'witness'),
  prepare: () => undefined,
  kernels: () => Promise.resolve({ runs, throws, dies, sleepsTogether, sleepsLong, rejects, waits, waitsEpochFirst }),
  observe: words => ({ runs: words.runs.load() }),
  outcomes: [{ name: 'ended', description: 'it ended', when: () => true, grades: 'acceptable' }],
  checks: [],
  measures: [],
  charts: [],
})

/** The broken twin's words, where a session lays them. */
export function twinWords(buffer: SharedArrayBuffer, offset: number) {
  return memory.bind(buffer, offset)
}
