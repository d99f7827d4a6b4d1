import { describe, expect, it } from 'vitest'
import type { SweepDocument } from '../../../../src/contract/sweep.ts'
import { importedValue } from '../../../../src/engine/run/imported-run.ts'
import { sweepFrom } from '../../../../src/engine/run/imported-sweep.ts'
import { toJson } from '../../../../src/engine/report/to-json.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { measuredSweep, planOf } from '../../../helpers/sweeps.ts'

const plan = planOf([{ parameter: 'additions', values: [1, 2, 3, 4] }])
const sweep = measuredSweep(plan)
const [point] = sweep.points

function messageFor(change: Partial<SweepDocument>): string {
  const error = labErrorOf(() => sweepFrom(importedValue(toJson({ ...sweep, ...change }))))
  expect(error.code).toBe('BAD_IMPORT')
  return error.message
}

describe('a sweep from its report', () => {
  it.each([
    ['whole', sweep],
    ['in part', measuredSweep(plan, [{ index: 2, of: 3 }])],
    [
      'over two parameters',
      measuredSweep(
        planOf([
          { parameter: 'workers', values: [1, 2] },
          { parameter: 'additions', values: [3, 4] },
        ]),
      ),
    ],
    ['over workers', measuredSweep(planOf([{ parameter: 'workers', values: [1, 2, 3, 4, 6, 8] }]))],
  ])('is the same, %s', (_, given) => {
    expect(sweepFrom(importedValue(toJson(given)))).toEqual(given)
    expect(toJson(sweepFrom(importedValue(toJson(given))))).toBe(toJson(given))
  })

  it('has words and laws that follow from its points, whatever the file says', () => {
    const words = { headline: 'everything is fine', note: '=1+1', durationMillis: 1 }
    expect(sweepFrom(importedValue(toJson({ ...sweep, ...words })))).toEqual(sweep)
  })

  it.each<[string, Partial<SweepDocument>, string]>([
    ['another id', { id: 'lost-update-sweep-0' }, 'is not that of its plan'],
    ['a plan that was changed', { plan: { ...plan, seed: 8 } }, 'is not that of its plan'],
    ['a verdict that does not follow', { verdict: 'failed' }, 'verdict'],
    ['a state that does not follow', { state: 'cancelled' }, 'state'],
    ['points out of order', { points: sweep.points.toReversed() }, 'not in their order'],
    ['a point twice', { points: [...sweep.points, ...sweep.points] }, 'not in their order'],
    ['a point of another part', { shards: [{ index: 1, of: 4 }] }, 'in none of the parts'],
    ['no machine', { machines: [] }, 'machines'],
    [
      'more values than a sweep has',
      {
        plan: {
          ...plan,
          axes: [{ parameter: 'additions', unit: null, values: Array.from({ length: 513 }, (_, at) => at + 1) }],
        },
      },
      '512',
    ],
    [
      'a value twice',
      { plan: { ...plan, axes: [{ parameter: 'additions', unit: null, values: [1, 1, 3, 4] }] } },
      'twice',
    ],
    ['a name that no experiment has', { plan: { ...plan, experiment: '../../x' } }, 'no name that this lab gives'],
  ])('is refused with %s', (_, change, words) => {
    expect(messageFor(change)).toContain(words)
  })

  it('is refused with a point that its plan does not have', () => {
    if (point === undefined) throw new Error('the sweep has points')
    const rest = sweep.points.slice(1)
    for (const change of [{ seed: 1 }, { values: { additions: 99 } }, { index: 99 }, { values: {} }]) {
      const points =
        change.index === undefined ? [{ ...point, ...change }, ...rest] : [...rest, { ...point, ...change }]
      expect(messageFor({ points })).toContain('the plan has no such point')
    }
    expect(messageFor({ points: [{ ...point, variants: [] }, ...rest] })).toContain('not those of the plan')
    const [own] = point.variants
    const { throughput } = own?.measures ?? {}
    if (own === undefined || throughput === undefined) throw new Error('the point has a throughput')
    const measures = { throughput: { ...throughput, samples: [1, 2] } }
    const variants = point.variants.map(one => ({ ...one, measures }))
    expect(messageFor({ points: [{ ...point, variants }, ...rest] })).toContain('not counted right')
  })
})
