import { experimentHere } from '../../../helpers/experiment-here.ts'
import { serialize } from 'node:v8'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runRequestSchema, type RunRequestInput } from '../../../../src/contract/run-request.ts'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { experimentCalled, interleave, planRun, previewOf } from '../../../../src/engine/run/run-plan.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'

const ENTROPY = 4_711

function plan(request: Partial<RunRequestInput> = {}, cores = 4, entropy = ENTROPY) {
  const whole = runRequestSchema.parse({ experiment: 'lost-update', ...request })
  return planRun(whole, experimentHere(whole.experiment), { cores }, entropy)
}

/** Warnings of a run of `cpython` with as many threads as there are cores. */
function warningsOfPython(workers: number, cores: number): string[] {
  const preview = previewOf(plan({ experiment: 'cpython', set: { workers } }, cores), cores)
  return preview.warnings.map(({ code }) => code)
}

function complaint(request: Partial<RunRequestInput>) {
  const whole = runRequestSchema.parse({ experiment: 'lost-update', ...request })
  return labRejectionOf(
    experimentCalled(whole.experiment, registry).then(experiment => planRun(whole, experiment, { cores: 4 }, ENTROPY)),
  )
}

describe('a plan', () => {
  it('does not count those as oversubscribing that only lead the others', () => {
    expect(warningsOfPython(4, 4)).toEqual([])
    expect(warningsOfPython(5, 4)).toEqual(['oversubscribed'])
    const { workers, busyWorkers } = plan({ experiment: 'cpython', set: { workers: 4 } })
    expect([workers, busyWorkers]).toEqual([5, 4])
  })

  it('has all variants in the order of the catalogue with the defaults of the machine', () => {
    const { arms, workers, trialsPerArm, timeCapMillis } = plan({}, 6)
    expect(arms.map(({ variant }) => variant)).toEqual([
      'plain-increment',
      'plain-read-write',
      'atomic-load-store',
      'atomic-add',
      'mutex',
      'per-worker-sum',
    ])
    expect(arms[0]?.params).toEqual({
      workers: 5,
      trials: 30,
      warmUp: 1,
      stallAfter: 1,
      recording: 'off',
      curve: 'off',
      timeCap: 10,
      additions: 100_000,
      amplifier: 'none',
      spinNanos: 500,
    })
    expect({ workers, trialsPerArm, timeCapMillis }).toEqual({ workers: 5, trialsPerArm: 30, timeCapMillis: 10_000 })
  })

  it('has counts that other threads get as whole numbers, whatever lay beside them in an object', () => {
    const kindOf = (value: unknown): string => String.fromCharCode(serialize(value)[2] ?? 0)
    const [packed = NaN] = Float64Array.of(20_000)
    expect([kindOf(packed), kindOf(20_000)]).toEqual(['N', 'I'])
    for (const { id, params: specs } of experiments) {
      const given = specs['trials']?.kind === 'count' ? { trials: Float64Array.of(1)[0] ?? NaN } : {}
      const params = plan({ experiment: id, set: given }).arms[0]?.params ?? {}
      const packedOnes = Object.entries(params).filter(([name, value]) => {
        return specs[name]?.kind === 'count' && Math.abs(Number(value)) < 2 ** 31 && kindOf(value) !== 'I'
      })
      expect({ id, packedOnes }).toEqual({ id, packedOnes: [] })
    }
  })

  it('has the variants that were asked for, once each and in the order of the catalogue', () => {
    expect(plan({ variants: ['mutex', 'atomic-add', 'mutex'] }).arms.map(({ variant }) => variant)).toEqual([
      'atomic-add',
      'mutex',
    ])
  })

  it('checks values that came as text', () => {
    const { arms, workers } = plan({ set: { workers: '3', additions: '1e5', amplifier: 'yield', timeCap: '0.5' } })
    expect(arms[0]?.params).toMatchObject({ workers: 3, additions: 100_000, amplifier: 'yield', timeCap: 0.5 })
    expect(workers).toBe(3)
  })

  it('lets a preset choose parameters and variants, and lets --set and --variant win over it', () => {
    const preset = plan({ preset: '4x50000' })
    expect(preset.arms.map(({ variant }) => variant)).toEqual(['atomic-load-store', 'mutex'])
    expect(preset.arms[0]?.params).toMatchObject({ workers: 4, additions: 50_000, trials: 30 })
    const changed = plan({ preset: '4x50000', set: { workers: 2, trials: 3 }, variants: ['atomic-add'] })
    expect(changed.arms.map(({ variant }) => variant)).toEqual(['atomic-add'])
    expect(changed.arms[0]?.params).toMatchObject({ workers: 2, additions: 50_000, trials: 3 })
  })

  it('takes its seed from the request, else from the entropy it is given', () => {
    expect(plan().seed).toBe(ENTROPY)
    expect(plan({ set: { seed: '12' } }).seed).toBe(12)
    expect(plan({ set: { seed: 0 } }).seed).toBe(0)
    expect(plan({ set: { seed: 0xffffffff } }).seed).toBe(0xffffffff)
    expect(plan({ set: { seed: 1 } }).arms[0]?.params).not.toHaveProperty('seed')
  })

  it('is the same for the same request and seed', () => {
    expect(plan({ set: { seed: 5 } }).order).toEqual(plan({ set: { seed: 5 } }, 4, 99).order)
    expect(plan({ set: { seed: 5 } }).order).not.toEqual(plan({ set: { seed: 6 } }).order)
  })
})

describe('a request that does not check out', () => {
  const MISSPELT: readonly [Partial<RunRequestInput>, code: string, given: string, nearest: string][] = [
    [{ experiment: 'lost-updat' }, 'UNKNOWN_EXPERIMENT', 'lost-updat', 'lost-update'],
    [{ variants: ['mutx'] }, 'UNKNOWN_VARIANT', 'mutx', 'mutex'],
    [{ variants: ['mutex', 'atomicAdd'] }, 'UNKNOWN_VARIANT', 'atomicAdd', 'atomic-add'],
    [{ preset: '2x10000' }, 'UNKNOWN_PRESET', '2x10000', '2x100000'],
    [{ set: { aditions: 5 } }, 'UNKNOWN_PARAMETER', 'aditions', 'additions'],
    [{ set: { Workers: 5 } }, 'UNKNOWN_PARAMETER', 'Workers', 'workers'],
  ]
  it.each(MISSPELT)(
    '%j is %s, with the nearest name to try and all that there are',
    async (request, code, given, nearest) => {
      const error = await complaint(request)
      expect(error.code).toBe(code)
      expect(error.message).toContain(`"${given}"`)
      expect(error.hints.suggestion).toContain(nearest)
      expect(error.hints.allowed).toContain(nearest)
    },
  )

  it.each(['', 'zzzzzzzz', '\u001b[2J', '__proto__', 'x'.repeat(1_000_000)])(
    'names no far-fetched neighbour of %j, and shows it safely',
    async name => {
      for (const request of [{ experiment: name }, { variants: [name] }, { preset: name }]) {
        const error = await complaint(request)
        expect(error.code).toMatch(/^UNKNOWN_/)
        expect(error.message).not.toContain('\u001b')
        expect(error.message.length).toBeLessThan(300)
        expect(error.hints.suggestion).toBeTruthy()
      }
    },
  )

  it.each([
    [{ workers: 0 }, 'workers'],
    [{ workers: 65 }, 'workers'],
    [{ trials: '1e4' }, 'trials'],
    [{ additions: 'many' }, 'additions'],
    [{ amplifier: 'loud' }, 'amplifier'],
    [{ timeCap: 0 }, 'timeCap'],
    [{ seed: -1 }, 'seed'],
    [{ seed: 2 ** 32 }, 'seed'],
    [{ seed: '1.5' }, 'seed'],
  ])('with %j names the parameter', async (set, name) => {
    const error = await complaint({ set })
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).toMatch(new RegExp(`^${name} must be `))
  })

  it('is refused for a bad value even where a preset gives a good one', async () => {
    const error = await complaint({ preset: '2x100000', set: { workers: 'two' } })
    expect(error.code).toBe('BAD_VALUE')
  })
})

describe('the order of trials', () => {
  const sizes = [fc.integer({ min: 1, max: 8 }), fc.nat({ max: 3 }), fc.integer({ min: 1, max: 20 }), fc.nat()] as const

  it('has each variant once per round, warm-up rounds first with negative indices', () => {
    fc.assert(
      fc.property(...sizes, (arms, warmUp, trials, seed) => {
        const order = interleave(arms, warmUp, trials, seed)
        expect(order).toHaveLength(arms * (warmUp + trials))
        for (let round = 0; round < warmUp + trials; round++) {
          const slice = order.slice(round * arms, (round + 1) * arms)
          expect(slice.every(({ index }) => index === round - warmUp)).toBe(true)
          expect(slice.map(({ arm }) => arm).toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: arms }, (_, arm) => arm),
          )
        }
      }),
    )
  })

  it('turns around with every round, so that a drift falls on all variants alike', () => {
    fc.assert(
      fc.property(...sizes, (arms, warmUp, trials, seed) => {
        const order = interleave(arms, warmUp, trials, seed)
        const rounds = Array.from({ length: warmUp + trials }, (_, round) =>
          order.slice(round * arms, (round + 1) * arms).map(({ arm }) => arm),
        )
        for (const [round, arm] of rounds.entries()) {
          const next = rounds[round + 1]
          if (next !== undefined) expect(next).toEqual(arm.toReversed())
        }
      }),
    )
  })

  it('is decided by the seed alone, and so are the seeds of the trials', () => {
    fc.assert(
      fc.property(...sizes, (arms, warmUp, trials, seed) => {
        expect(interleave(arms, warmUp, trials, seed)).toEqual(interleave(arms, warmUp, trials, seed))
      }),
    )
    const seeds = interleave(6, 1, 30, 1).map(trial => trial.seed)
    expect(new Set(seeds).size).toBe(seeds.length)
    const firsts = new Set(Array.from({ length: 40 }, (_, seed) => interleave(6, 0, 1, seed)[0]?.arm))
    expect(firsts.size).toBe(6)
  })
})
