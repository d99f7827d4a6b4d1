import { experimentHere } from '../../../helpers/experiment-here.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { sweepDocumentSchema, type SweepDocument } from '../../../../src/contract/sweep.ts'
import { planSweep } from '../../../../src/engine/run/sweep-plan.ts'
import { mergedSweeps, sweepOf } from '../../../../src/engine/run/sweep-record.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { present } from '../../../helpers/present.ts'
import { machineCalled, measuredSweep, planOf, recordOf, sweepRequest } from '../../../helpers/sweeps.ts'

const values = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1)

const anyPlan = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 0xffffffff }))
  .map(([across, down, seed]) =>
    planOf(
      [
        { parameter: 'additions', values: values(across) },
        ...(down === 0 ? [] : [{ parameter: 'spinNanos', values: values(down) }]),
      ],
      { seed },
    ),
  )

function merged(parts: readonly SweepDocument[]): SweepDocument {
  const [first, ...others] = parts
  return mergedSweeps([present(first, 'part'), ...others])
}

describe('parts of a sweep', () => {
  it('merged, n shards in any order are the whole plan, byte for byte', () => {
    fc.assert(
      fc.property(anyPlan, fc.integer({ min: 1, max: 6 }), fc.integer(), (plan, of, order) => {
        const parts = values(of).map(index => measuredSweep(plan, [{ index, of }]))
        const whole = JSON.stringify(measuredSweep(plan))
        expect(JSON.stringify(merged(new Prng(order).shuffled(parts)))).toBe(whole)
      }),
      { numRuns: 60 },
    )
  })

  it('put one behind the other are not, so that merging is what makes them so', () => {
    const plan = planOf([{ parameter: 'additions', values: values(6) }])
    const parts = [2, 1].map(index => measuredSweep(plan, [{ index, of: 2 }]))
    const joined = { ...present(parts[0], 'part'), shards: [], points: parts.flatMap(({ points }) => points) }
    expect(JSON.stringify(joined)).not.toBe(JSON.stringify(measuredSweep(plan)))
    expect(JSON.stringify(merged(parts))).toBe(JSON.stringify(measuredSweep(plan)))
  })

  it('merged, they have the curves of the whole plan', () => {
    const plan = planOf([{ parameter: 'workers', values: values(6) }])
    const whole = measuredSweep(plan)
    const parts = [2, 1].map(index => measuredSweep(plan, [{ index, of: 2 }]))
    expect(whole.curves).toHaveLength(2)
    expect(JSON.stringify(merged(parts))).toBe(JSON.stringify(whole))
  })

  it('merged one after the other, they are what they are merged at once', () => {
    const plan = planOf([{ parameter: 'additions', values: values(7) }])
    const parts = values(3).map(index => measuredSweep(plan, [{ index, of: 3 }]))
    const oneByOne = parts.reduce((before, part) => mergedSweeps([before, part]))
    expect(oneByOne).toEqual(merged(parts))
    expect(oneByOne).toMatchObject({ state: 'completed', shards: [] })
  })

  it('say what they are a part of while others are missing', () => {
    const plan = planOf([{ parameter: 'additions', values: values(7) }])
    const two = merged([measuredSweep(plan, [{ index: 3, of: 3 }]), measuredSweep(plan, [{ index: 1, of: 3 }])])
    expect(two).toMatchObject({
      state: 'completed',
      verdict: 'passed',
      shards: [
        { index: 1, of: 3 },
        { index: 3, of: 3 },
      ],
    })
    expect(two.points.map(({ index }) => index)).toEqual([0, 2, 3, 5, 6])
  })

  it('keep machines apart, in an order that does not depend on who came first', () => {
    const plan = planOf([{ parameter: 'additions', values: values(4) }])
    const on = (cpu: string, index: number): SweepDocument =>
      sweepOf(recordOf(plan, [{ index, of: 2 }], { machines: [machineCalled(cpu)] }))
    const [slow, fast] = [on('Slow CPU', 1), on('Fast CPU', 2)]
    const both = merged([slow, fast])
    expect(both).toEqual(merged([fast, slow]))
    expect(both.machines.map(({ machine }) => machine.cpu)).toEqual(['Fast CPU', 'Slow CPU'])
    expect(both.points.map(({ machine }) => machine)).toEqual([1, 0, 1, 0])
  })

  it('are of one machine where nothing but its load tells them apart', () => {
    const plan = planOf([{ parameter: 'additions', values: values(4) }])
    const at = (loadAverage: number, index: number): SweepDocument =>
      sweepOf(recordOf(plan, [{ index, of: 2 }], { machines: [machineCalled('CPU', { loadAverage })] }))
    expect(merged([at(0.5, 1), at(2, 2)])).toEqual(merged([at(2, 2), at(0.5, 1)]))
    expect(merged([at(0.5, 1), at(2, 2)]).machines).toHaveLength(1)
  })

  const plan = planOf([{ parameter: 'additions', values: values(4) }])
  const first = measuredSweep(plan, [{ index: 1, of: 2 }])

  it.each<[string, SweepDocument, string]>([
    [
      'another seed',
      measuredSweep(planOf([{ parameter: 'additions', values: values(4) }], { seed: 8 })),
      'seed is 7 in one and 8',
    ],
    [
      'other values',
      measuredSweep(planOf([{ parameter: 'additions', values: values(5) }])),
      'over additions is 1,2,3,4 in one',
    ],
    [
      'other parameters',
      measuredSweep(planOf([{ parameter: 'additions', values: values(4) }], { trials: 6 })),
      'trials is 5',
    ],
    ['other variants', measuredSweep({ ...plan, variants: ['mutex'] }), 'variants is plain-increment,mutex in one'],
    ['a point in common', measuredSweep(plan, [{ index: 1, of: 4 }]), 'point 1 is in more than one'],
    ['themselves', first, 'point 1 is in more than one'],
    [
      'another version',
      sweepOf(
        recordOf(plan, [{ index: 2, of: 2 }], {
          machines: [{ ...machineCalled('CPU'), versions: { interleave: '9.9.9', node: '24.0.0', v8: '13.0' } }],
        }),
      ),
      'Interleave 0.0.0 and 9.9.9',
    ],
  ])('are refused with %s, which the error names', (_, other, words) => {
    for (const parts of [
      [first, other],
      [other, first],
    ]) {
      const error = labErrorOf(() => merged(parts))
      expect(error.code).toBe('SWEEP_CONFLICT')
      expect(error.hints.suggestion).toBeTruthy()
    }
    expect(labErrorOf(() => merged([first, other])).message).toContain(words)
  })
})

describe('the document of a sweep', () => {
  const plan = planOf([{ parameter: 'additions', values: values(4) }])

  it('has the shape that is promised', () => {
    const sweep = measuredSweep(plan)
    expect(sweepDocumentSchema.parse(sweep)).toEqual(sweep)
    expect(JSON.stringify(sweepDocumentSchema.parse(sweep))).toBe(JSON.stringify(sweep))
    expect(sweep.headline).toBe('Sweep of lost-update over additions, 4 points: nothing forbidden was seen.')
  })

  it('is inconclusive while fewer than half of its points are there, and failed as soon as one is', () => {
    const { points } = recordOf(plan)
    const early = sweepOf(recordOf(plan, [], { points: points.slice(0, 1) }))
    expect(early).toMatchObject({ state: 'interrupted', verdict: 'inconclusive' })
    const [bad] = points
    const failed = sweepOf(recordOf(plan, [], { points: [{ ...present(bad, 'point'), verdict: 'failed' }] }))
    expect(failed).toMatchObject({ state: 'interrupted', verdict: 'failed' })
    expect(failed.headline).toContain('1 of 4 points: failed at additions = ')
    expect(sweepOf(recordOf(plan, [], { points: [], cut: 'cancelled' }))).toMatchObject({
      state: 'cancelled',
      verdict: 'inconclusive',
    })
  })

  it('ends as its worst point did', () => {
    const points = recordOf(plan).points.map((point, at) => ({
      ...point,
      state: at === 2 ? ('crashed' as const) : point.state,
    }))
    expect(sweepOf(recordOf(plan, [], { points })).state).toBe('crashed')
  })
})

describe('a sweep over workers', () => {
  /** λ 1e6, σ 0.05, κ 0.002. */
  const law = (workers: number): number =>
    (1e6 * workers) / (1 + 0.05 * (workers - 1) + 0.002 * workers * (workers - 1))
  const plan = planSweep(
    sweepRequest({ over: [{ parameter: 'workers', values: [1, 2, 3, 4, 6, 8, 12] }], set: { trials: 5, seed: 3 } }),
    experimentHere('lost-update'),
    { cores: 16 },
    1,
  )
  const rates = [1, 2, 3, 4, 6, 8, 12].map(workers => ({
    workers,
    rates: [1, 1.01, 0.99].map(noise => noise * workers * 1e4),
  }))

  function measured(change: Partial<Parameters<typeof sweepOf>[0]> = {}): SweepDocument {
    const record = recordOf(plan, [], { machines: [machineCalled('CPU', { cores: 16 })] })
    const points = record.points.map(point => ({
      ...point,
      variants: point.variants.map(own => {
        const at = law(Number(point.values['workers']))
        const samples = [0.99, 1, 1.01, 0.995, 1.005].map(noise => noise * at)
        return {
          ...own,
          measures: { throughput: { unit: 'operations/s', median: at, low: null, high: null, n: 5, samples } },
        }
      }),
    }))
    const sittings = [{ machine: 0, startedAt: record.startedAt, before: rates, after: rates }]
    return sweepOf({ ...record, points, sittings, ...change })
  }

  it('has the law fitted that its points come from', () => {
    const { curves, ceiling } = measured()
    expect(curves.map(({ variant }) => variant)).toEqual(plan.variants)
    const usl = present(curves[0]?.curve.usl, 'fit')
    expect(usl.serialFraction.value).toBeCloseTo(0.05, 3)
    expect(usl.coherency.value).toBeCloseTo(0.002, 4)
    expect(ceiling?.drift).toBe(0)
  })

  it.each([
    ['not calibrated', { sittings: [] }, 'not-calibrated'],
    [
      'of several machines',
      { machines: [machineCalled('CPU', { cores: 16 }), machineCalled('Other', { cores: 16 })] },
      'several-machines',
    ],
  ])('has none where it is %s', (_, change, code) => {
    const several = code === 'several-machines'
    const points = measured().points.map((point, at) => ({ ...point, machine: several ? at % 2 : 0 }))
    const { curves } = measured({ points, ...change })
    expect(curves.map(({ curve }) => [curve.refusal?.code, curve.usl])).toEqual([
      [code, null],
      [code, null],
    ])
  })

  it('has none before all of its points are there, nor where it is over anything else', () => {
    expect(measured({ points: measured().points.slice(1) }).curves).toEqual([])
    expect(measuredSweep(planOf([{ parameter: 'additions', values: [1, 2] }])).curves).toEqual([])
  })
})
