import { describe, expect, it } from 'vitest'
import { defineExperiment, type Kernel } from '../../../../../src/engine/experiments/kit/define-experiment.ts'
import { contention, throughput } from '../../../../../src/engine/experiments/kit/measures.ts'
import { count } from '../../../../../src/engine/experiments/kit/params.ts'
import { i32, layout } from '../../../../../src/engine/memory/layout.ts'
import { labErrorOf } from '../../../../helpers/lab-error-of.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

const params = { limit: count({ min: 0, max: 100, default: 10, help: 'the most' }) } as const
const memory = layout('sample', { value: i32({ writers: 'the test', access: 'atomic', doc: 'what is observed' }) })

type Seen = { readonly value: number; readonly limit: number; readonly seen: number }

const firstWay: Kernel<typeof memory, typeof params> = words => words.value.store(1)
const secondWay: Kernel<typeof memory, typeof params> = (words, { limit }, context) => {
  words.value.store(limit + context.worker)
}

const sample = defineExperiment({
  id: 'sample',
  title: 'Sample',
  topic: 'Tests',
  question: 'Does the kit do as it says?',
  params,
  variants: { firstWay: { title: 'first', doc: 'one' }, secondWay: { title: 'second', doc: 'two' } },
  presets: {
    all: { label: 'all of it', params: { workers: 2 } },
    one: { label: 'one of them', params: { limit: 3 }, variants: ['secondWay'] },
  },
  memory,
  roles: ({ workers }) => Array.from({ length: workers }, () => 'tester'),
  prepare: (words, { limit }) => words.value.store(limit),
  kernels: () => Promise.resolve({ firstWay, secondWay }),
  observe: (words, { limit }, done): Seen => ({ value: words.value.load(), limit, seen: done.operations }),
  outcomes: [
    { name: 'small', description: 'under ten', when: ({ value }) => value < 10, grades: 'acceptable' },
    {
      name: 'under-limit',
      description: 'under the limit',
      when: ({ value, limit }) => value < limit,
      grades: 'acceptable',
    },
    {
      name: 'large',
      description: 'over a hundred',
      when: ({ value }) => value > 100,
      grades: { firstWay: 'interesting', secondWay: 'forbidden' },
    },
    { name: 'stuck', description: 'no end', state: 'stalled', grades: 'interesting' },
  ],
  checks: [
    { name: 'even', description: 'the value is even', holds: ({ value }) => value % 2 === 0 },
    {
      name: 'counted',
      description: 'operations were counted',
      holds: (_observed, _params, done) => done.operations > 0,
    },
  ],
  measures: [throughput('values'), contention('secondWay')],
  charts: [],
})

const VALUES = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 1, limit: 50 }
const DONE = { operations: 10, perWorker: [5, 5] }
const TIMING = { measuredMillis: 100, cpuMillis: 150, waits: 5 }

function judgementOf(value: number, variant = 'second-way', done = DONE, timing = TIMING) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  memory.bind(buffer, 0).value.store(value)
  return sample.attach(buffer, 0).judge(variant, VALUES, done, timing)
}

const context = new FakeRoleContext(1)

describe('defineExperiment', () => {
  it('names variants in kebab-case, in the order declared, and keeps their kernel names', () => {
    expect(sample.variants).toEqual([
      { variant: 'first-way', kernel: 'firstWay', title: 'first', doc: 'one' },
      { variant: 'second-way', kernel: 'secondWay', title: 'second', doc: 'two' },
    ])
  })

  it('names the variants of presets in kebab-case, null for all', () => {
    expect(sample.presets).toEqual([
      { preset: 'all', label: 'all of it', params: { workers: 2 }, variants: null },
      { preset: 'one', label: 'one of them', params: { limit: 3 }, variants: ['second-way'] },
    ])
  })

  it('has the common parameters beside its own', () => {
    expect(Object.keys(sample.params)).toEqual([
      'workers',
      'trials',
      'warmUp',
      'stallAfter',
      'timeCap',
      'recording',
      'curve',
      'limit',
    ])
  })

  it('lets one grade stand for all variants, and a table for each', () => {
    const grades = (variant: string) => sample.outcomes(variant).map(({ name, grade }) => [name, grade])
    const shared = [
      ['small', 'acceptable'],
      ['under-limit', 'acceptable'],
    ]
    expect(grades('first-way')).toEqual([...shared, ['large', 'interesting'], ['stuck', 'interesting']])
    expect(grades('second-way')).toEqual([...shared, ['large', 'forbidden'], ['stuck', 'interesting']])
  })

  it('throws for the grades of a variant that it does not have', () => {
    expect(labErrorOf(() => sample.outcomes('third-way')).code).toBe('INTERNAL')
  })

  it('tells which outcomes a trial state makes', () => {
    expect(sample.outcomes('first-way').map(({ state }) => state)).toEqual([null, null, null, 'stalled'])
  })

  it('answers with null where an axis or a headline is not declared', () => {
    expect(sample.axis(VALUES)).toBeNull()
    expect(sample.headline([])).toBeNull()
  })

  it('refuses parameters that nobody checked', () => {
    expect(labErrorOf(() => sample.roles({ workers: 2 })).code).toBe('INTERNAL')
    expect(sample.roles(VALUES)).toEqual(['tester', 'tester'])
  })
})

describe('an attached experiment', () => {
  it('takes the first outcome that matches', () => {
    expect(judgementOf(4).outcome).toBe('small')
    expect(judgementOf(20).outcome).toBe('under-limit')
    expect(judgementOf(102).outcome).toBe('large')
  })

  it('matches nothing with null: the state of a trial is not its business', () => {
    expect(judgementOf(60).outcome).toBeNull()
  })

  it('reports what it observed, of memory, parameters and counts', () => {
    expect(judgementOf(4).observed).toEqual({ value: 4, limit: 50, seen: 10 })
  })

  it('names the checks that do not hold', () => {
    expect(judgementOf(4).failedChecks).toEqual([])
    expect(judgementOf(5).failedChecks).toEqual(['even'])
    expect(judgementOf(5, 'second-way', { operations: 0, perWorker: [0, 0] }).failedChecks).toEqual(['even', 'counted'])
  })

  it('measures what the trial has, and leaves out what it has not', () => {
    expect(judgementOf(4).measures).toEqual({ throughput: 100, contention: 0.5, 'cpu-per-wall': 1.5 })
    expect(judgementOf(4, 'first-way').measures).toEqual({ throughput: 100, 'cpu-per-wall': 1.5 })
    const instant = judgementOf(4, 'second-way', DONE, { measuredMillis: 0, cpuMillis: 0, waits: 0 })
    expect(instant.measures).toEqual({ contention: 0 })
  })

  it('gives no CPU share for a window that is too short for the CPU clock', () => {
    const short = judgementOf(4, 'first-way', DONE, { measuredMillis: 49.9, cpuMillis: 50, waits: 0 })
    expect(short.measures).not.toHaveProperty('cpu-per-wall')
  })

  it('prepares memory, and runs the kernel of the variant that is asked for', async () => {
    const buffer = new SharedArrayBuffer(256 + memory.byteLength)
    const words = memory.bind(buffer, 256)
    const attached = sample.attach(buffer, 256)
    attached.prepare(VALUES)
    expect(words.value.load()).toBe(50)
    const run = await attached.loadKernels()
    void run('first-way', VALUES, context)
    expect(words.value.load()).toBe(1)
    void run('second-way', VALUES, context)
    expect(words.value.load()).toBe(51)
    expect(labErrorOf(() => run('firstWay', VALUES, context)).message).toContain('firstWay')
  })
})
