import { experimentHere } from '../../../helpers/experiment-here.ts'
import { describe, expect, it } from 'vitest'
import { runRequestSchema, type RunRequestInput } from '../../../../src/contract/run-request.ts'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { workerCounts } from '../../../../src/engine/run/curve-plan.ts'
import { allArms, mostWorkers, planRun, previewOf } from '../../../../src/engine/run/run-plan.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'

function plan(request: Partial<RunRequestInput>, cores = 4) {
  const whole = runRequestSchema.parse({ experiment: 'mutex', ...request })
  return planRun(whole, experimentHere(whole.experiment), { cores }, 7)
}

describe('the numbers of workers of a curve', () => {
  it.each([
    [1, [1, 2, 3, 4, 6, 8]],
    [2, [1, 2, 3, 4, 6, 8]],
    [5, [1, 2, 3, 4, 5, 6, 8, 10]],
    [8, [1, 2, 3, 4, 6, 8, 12, 16]],
    [64, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]],
    [256, [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]],
  ])('go on %i cores to twice the cores, at least to 8', (cores, counts) => {
    expect(workerCounts(experimentHere('mutex'), 2, cores)).toEqual(counts)
  })

  it('have the one that was asked for among them', () => {
    expect(workerCounts(experimentHere('mutex'), 7, 2)).toEqual([1, 2, 3, 4, 6, 7, 8])
    expect(workerCounts(experimentHere('mutex'), 20, 2)).toEqual([1, 2, 3, 4, 6, 8, 12, 16, 20])
  })

  it('stay within what the experiment takes', () => {
    expect(workerCounts(experimentHere('wait-die'), 4, 32).at(-1)).toBe(16)
  })

  it('are at least six for everyone who can ask for a curve', () => {
    for (const experiment of experiments.filter(({ params }) => params['curve'] !== undefined)) {
      expect(workerCounts(experiment, 2, 1).length).toBeGreaterThanOrEqual(6)
    }
  })
})

describe('a plan with a curve', () => {
  const variants = ['futex-mutex', 'spin']
  const curved = plan({ variants, set: { curve: 'workers', workers: 2, trials: 3, warmUp: 1 } })

  it('has an arm more for each variant and other number of workers', () => {
    expect(allArms(curved).map(({ variant, params }) => [variant, params['workers']])).toEqual([
      ['futex-mutex', 2],
      ['spin', 2],
      ...variants.flatMap(variant => [1, 3, 4, 6, 8].map(workers => [variant, workers])),
    ])
    expect([curved.workers, mostWorkers(curved)]).toEqual([2, 8])
  })

  it('has them take turns, every second round backwards', () => {
    const rounds = [-1, 0, 1, 2].map(index => curved.order.filter(trial => trial.index === index).map(({ arm }) => arm))
    expect(rounds.map(arms => arms.toSorted((a, b) => a - b))).toEqual(
      rounds.map(() => Array.from({ length: 12 }, (_, arm) => arm)),
    )
    expect(rounds[0]).toEqual(rounds[1]?.toReversed())
    expect(rounds[2]).toEqual(rounds[1]?.toReversed())
  })

  it('shows its watchers the variants, how many trials there are beside theirs, and which points are oversubscribed', () => {
    const preview = previewOf(curved, 4)
    expect(preview.arms).toHaveLength(2)
    expect(preview.curve).toEqual({ workers: [1, 2, 3, 4, 6, 8], trials: 30 })
    expect(preview.warnings.map(({ code }) => code)).toEqual(['oversubscribed'])
    expect(preview.warnings[0]?.message).toContain('the points with 6 and 8 workers have more of them than the 4 cores')
  })

  it('has none unless it is asked for', () => {
    expect(plan({}).curve).toBeNull()
    expect(previewOf(plan({}), 4).curve).toBeNull()
  })
})

describe('the switch', () => {
  it('is where throughput can be asked of one worker and of many', () => {
    const ids = experiments.filter(({ params }) => params['curve'] !== undefined).map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['lost-update', 'mutex', 'false-sharing', 'scaling', 'actor-cycle']))
    for (const without of ['litmus', 'broken-lock', 'dining-philosophers', 'lock-order', 'cost-ladder', 'lock-cycle']) {
      expect(ids).not.toContain(without)
    }
  })

  it('is refused elsewhere like any parameter that there is not, and so is a word that it does not know', () => {
    const unknown = labErrorOf(() => plan({ experiment: 'litmus', set: { curve: 'workers' } }))
    expect(unknown.code).toBe('UNKNOWN_PARAMETER')
    const bad = labErrorOf(() => plan({ set: { curve: 'all' } }))
    expect([bad.code, bad.hints.allowed, bad.hints.suggestion]).toEqual([
      'BAD_VALUE',
      'one of off, workers',
      '--set curve=off',
    ])
  })

  it('is on in the experiment that is about it', () => {
    expect(plan({ experiment: 'scaling' }).curve).not.toBeNull()
    expect(plan({ experiment: 'scaling', set: { curve: 'off' } }).curve).toBeNull()
  })
})
