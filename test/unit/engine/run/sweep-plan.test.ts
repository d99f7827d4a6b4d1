import { experimentHere } from '../../../helpers/experiment-here.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SweepRequestInput } from '../../../../src/contract/sweep-request.ts'
import { isIn, planSweep, pointsOf, runAt, sweepId } from '../../../../src/engine/run/sweep-plan.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { planOf, sweepRequest } from '../../../helpers/sweeps.ts'

const WORKERS = { parameter: 'workers', values: [1, 2, 3, 4, 6, 8] }
const ADDITIONS = { parameter: 'additions', values: ['10', '20', '30', '40', '50'] }

function refusal(change: Partial<SweepRequestInput>) {
  const request = sweepRequest(change)
  return labErrorOf(() => planSweep(request, experimentHere(request.experiment), { cores: 4 }, 1))
}

describe('the plan of a sweep', () => {
  it('has every value, or every pair of them, once', () => {
    expect(pointsOf(planOf([WORKERS])).map(({ values }) => values['workers'])).toHaveLength(6)
    const pairs = pointsOf(planOf([WORKERS, ADDITIONS])).map(({ values }) => JSON.stringify(values))
    expect(new Set(pairs).size).toBe(30)
    expect(pairs).toContain('{"workers":6,"additions":50}')
  })

  it('is the same for whoever asks for the same, in values, order and seeds', () => {
    expect(planOf([WORKERS, ADDITIONS])).toEqual(planOf([WORKERS, ADDITIONS]))
    expect(pointsOf(planOf([WORKERS]))).toEqual(pointsOf(planOf([WORKERS])))
    expect(pointsOf(planOf([WORKERS]))).not.toEqual(pointsOf(planOf([WORKERS], { seed: 8 })))
  })

  it('is called after what is planned, and after nothing else', () => {
    const id = sweepId(planOf([WORKERS]))
    expect(id).toMatch(/^lost-update-sweep-[a-z0-9]+$/)
    expect(sweepId(planOf([{ parameter: 'workers', values: ['1', '2', '3', '4', '6', '8'] }]))).toBe(id)
    const others = [
      planOf([WORKERS], { seed: 8 }),
      planOf([WORKERS], { trials: 6 }),
      planOf([{ parameter: 'workers', values: [1, 2, 3, 4, 6] }]),
      { ...planOf([WORKERS]), variants: ['mutex'] },
      { ...planOf([WORKERS]), primitives: 'javascript' as const },
    ]
    expect(new Set([id, ...others.map(sweepId)]).size).toBe(6)
  })

  it('lets no stretch of time belong to a stretch of values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), seed => {
        const points = pointsOf(planOf([WORKERS, ADDITIONS], { seed })).map(({ values }) => values)
        for (let round = 0; round < 5; round += 1) {
          const own = points.slice(round * 6, (round + 1) * 6)
          expect(own.map(values => values['workers']).toSorted()).toEqual(WORKERS.values)
          // Six places, five values in turns: one comes twice, none more often.
          expect(new Set(own.map(values => values['additions'])).size).toBe(5)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is divided among n shards without remainder or overlap, each seeing the whole range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 12 }), (count, of) => {
        const plan = planOf([{ parameter: 'additions', values: Array.from({ length: count }, (_, at) => at + 1) }])
        const shards = Array.from({ length: of }, (_, at) => ({ index: at + 1, of }))
        for (const { index } of pointsOf(plan)) {
          expect(shards.filter(shard => isIn([shard], index))).toHaveLength(1)
        }
      }),
    )
  })

  it('gives each point a run of its own, with its own seed, that is kept nowhere', () => {
    const plan = planOf([WORKERS])
    const [first, second] = pointsOf(plan).map(point => runAt(plan, point))
    expect(first).toMatchObject({ experiment: 'lost-update', preset: null, save: false, variants: plan.variants })
    expect(first?.set['seed']).not.toBe(second?.set['seed'])
    expect(first?.set).toMatchObject({ trials: 5 })
  })

  it.each<[string, Partial<SweepRequestInput>, string]>([
    ['nothing to sweep', { over: [] }, 'USAGE'],
    ['three parameters', { over: [WORKERS, ADDITIONS, { parameter: 'warmUp', values: [1] }] }, 'USAGE'],
    ['one parameter twice', { over: [ADDITIONS, ADDITIONS] }, 'BAD_VALUE'],
    ['no value', { over: [{ parameter: 'additions', values: [] }] }, 'BAD_VALUE'],
    ['a value twice', { over: [{ parameter: 'additions', values: ['1', '1e0'] }] }, 'BAD_VALUE'],
    ['an unknown parameter', { over: [{ parameter: 'addition', values: [1] }] }, 'UNKNOWN_PARAMETER'],
    ['a name of every object', { over: [{ parameter: '__proto__', values: [1] }] }, 'UNKNOWN_PARAMETER'],
    ['a value outside of its range', { over: [{ parameter: 'additions', values: [1, 0] }] }, 'BAD_VALUE'],
    ['the seed', { over: [{ parameter: 'seed', values: [1, 2] }] }, 'BAD_VALUE'],
    ['a parameter that is set', { over: [WORKERS] }, 'BAD_VALUE'],
    ['a curve', { set: { curve: 'workers' }, over: [ADDITIONS] }, 'BAD_VALUE'],
    ['an unknown variant', { variants: ['mutx'] }, 'UNKNOWN_VARIANT'],
    ['a part without a seed', { set: { workers: 2 }, shard: { index: 1, of: 2 } }, 'USAGE'],
    ['a part whose workers the machine would choose', { set: { seed: 1 }, shard: { index: 1, of: 2 } }, 'USAGE'],
  ])('is refused for %s', (_, change, code) => {
    const error = refusal(change)
    expect(error.code).toBe(code)
    expect(error.hints.allowed).toBeTruthy()
  })

  it('is refused for more than 512 points, by their number', () => {
    const twenty = Array.from({ length: 20 }, (_, at) => at + 1)
    const many = Array.from({ length: 26 }, (_, at) => at + 1)
    const error = refusal({
      set: {},
      over: [
        { parameter: 'workers', values: twenty },
        { parameter: 'additions', values: many },
      ],
    })
    expect(error.message).toContain('520 points')
    expect(error.hints.allowed).toContain('512')
  })
})
