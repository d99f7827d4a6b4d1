import { describe, expect, it } from 'vitest'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import type { Experiment } from '../../../../src/engine/experiments/kit/define-experiment.ts'
import { experiments } from '../../../../src/engine/experiments/loaded.ts'
import { warningsBefore } from '../../../../src/engine/run/warnings.ts'
import { injectedRun, type Injected } from '../../../helpers/injected-run.ts'
import { present } from '../../../helpers/present.ts'
import { curveRecord } from '../../../helpers/told-curve.ts'

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1)

function called(name: string): Experiment {
  return present(experiments.find(({ id }) => id === name))
}

const drifted = {
  probed: new Map(),
  curve: curveRecord({ throughputOfOne: 1, serialFraction: 0, coherency: 0 }, [1, 2], 0.3),
}
/** Points of five trials each, the first two of which had not been compiled yet. */
const steady = curveRecord({ throughputOfOne: 1, serialFraction: 0.1, coherency: 0 }, [1, 2, 3, 4, 6, 8])
const warming = {
  ...steady,
  trials: steady.trials.map(({ measures, ...own }) => {
    const factor = own.trial.index < 2 ? 0.3 : 1
    return { ...own, measures: { ...measures, throughput: factor * present(measures['throughput']) } }
  }),
}
const ratio = { unit: 'ratio', median: 1.2, low: 1.1, high: 1.3, n: 6 }
const recording = { probe: null, instruments: [{ name: 'lock-order recording', ratio }] } as const

/** PRODUCT §8: what sets each warning off, and whether it takes the figures their worth. */
const TRIGGERS: readonly (Omit<Injected, 'seed'> & {
  readonly code: string
  readonly also?: readonly string[]
  readonly invalid?: true
})[] = [
  { code: 'oversubscribed', before: warningsBefore(8, 4) },
  { code: 'host-busy', foreignShare: 0.15 },
  { code: 'time-stolen', stolenShare: 0.03 },
  { code: 'clock-speed-unknown', clockSpeeds: [null, null] },
  {
    code: 'throttled',
    clockSpeeds: [
      { allowedShare: 1, throttlings: 3 },
      { allowedShare: 1, throttlings: 4 },
    ],
  },
  {
    code: 'throttled',
    clockSpeeds: [
      { allowedShare: 0.6, throttlings: 0 },
      { allowedShare: 0.6, throttlings: 0 },
    ],
  },
  { code: 'window-too-short', clockStepNanos: 2e6 },
  { code: 'window-too-short', cpuTimeMissing: true },
  { code: 'warming-up', speed: (_, index) => (index < 5 ? 0.8 : 1), also: ['spread'] },
  { code: 'warming-up', extras: { probed: new Map(), curve: warming } },
  { code: 'spread', speed: (_, index) => (index % 2 === 0 ? 0.9 : 1.1) },
  { code: 'too-few-samples', trials: 4 },
  { code: 'too-few-samples', experiment: called('gil-simulator'), variants: ['free-with-io'], outcome: 'overlap' },
  { code: 'recording-on', extras: { probed: new Map([[0, recording]]), curve: null } },
  { code: 'detector-on', detectorShare: 0.12 },
  { code: 'result-not-consumed', operations: 1e10, invalid: true },
  {
    code: 'no-difference-shown',
    experiment: called('mandelbrot'),
    variants: ['serial', 'strips'],
    outcome: 'complete',
    speed: (variant, index) => (variant === 'serial' ? 1 : index % 2 === 0 ? 0.96 : 1.04),
  },
  { code: 'clock-jump', leapMillis: 3_600_000, invalid: true },
  { code: 'clock-jump', leapMillis: -2_000, invalid: true },
  { code: 'not-observed', lost: 0 },
  { code: 'calibration-drift', extras: drifted },
]

function codesOf(injected: Injected): string[] {
  const run = injectedRun(injected)
  expect(runDocumentSchema.parse(run)).toEqual(run)
  return run.warnings.map(({ code }) => code)
}

describe('every warning', () => {
  it.each(TRIGGERS)(
    'fires 20 of 20 times under its trigger, and nothing else does: $code',
    ({ code, also = [], invalid, ...trigger }) => {
      for (const seed of SEEDS) expect(codesOf({ ...trigger, seed })).toEqual([code, ...also])
      const { verdict, headline } = injectedRun({ ...trigger, seed: 1 })
      expect(verdict).toBe(invalid === true ? 'inconclusive' : 'passed')
      expect(headline.startsWith('Invalid: ')).toBe(invalid === true)
    },
  )

  it('fires 0 of 20 times on a quiet machine', () => {
    for (const seed of SEEDS) {
      expect(codesOf({ seed })).toEqual([])
      expect(codesOf({ seed, trials: 5 })).toEqual([])
      expect(codesOf({ seed, extras: { probed: new Map(), curve: steady } })).toEqual([])
    }
  })

  it('fires 0 of 20 times where something is just as large as it may be', () => {
    const bearable: Omit<Injected, 'seed'> = {
      foreignShare: 0.09,
      stolenShare: 0.019,
      leapMillis: 499,
      clockStepNanos: 0.9e6,
      detectorShare: 0.099,
      clockSpeeds: [
        { allowedShare: 0.96, throttlings: 7 },
        { allowedShare: 0.96, throttlings: 7 },
      ],
      speed: (_, index) => (index < 5 ? 0.95 : 1),
    }
    for (const seed of SEEDS) expect(codesOf({ ...bearable, seed })).toEqual([])
  })

  it('says where it belongs: beside the figures that it is about, or above all of them', () => {
    const slow = (variant: string, index: number): number => (variant === 'mutex' && index < 5 ? 0.8 : 1)
    const [warning] = injectedRun({ seed: 1, speed: slow }).warnings
    expect(warning?.about).toEqual([{ variant: 'mutex', measure: 'throughput' }])
    expect(warning?.message).toContain('mutex (throughput')
    const [busy] = injectedRun({ seed: 1, foreignShare: 0.5 }).warnings
    expect(busy).not.toHaveProperty('about')
  })

  it('leaves the verdict of a variant alone that it is not about', () => {
    const fast = injectedRun({ seed: 1, operations: 1e10, variants: ['atomic-load-store'] })
    expect(fast.variants.map(({ verdict }) => verdict)).toEqual(['inconclusive'])
    const [first, second] = injectedRun({ seed: 1, leapMillis: 5000 }).variants
    expect([first?.verdict, second?.verdict]).toEqual(['inconclusive', 'inconclusive'])
  })
})
