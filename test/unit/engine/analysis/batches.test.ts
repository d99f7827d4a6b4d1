import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { independentSamples } from '../../../../src/engine/analysis/batches.ts'
import { compareArms } from '../../../../src/engine/analysis/paired-comparison.ts'
import { drifting } from '../../../helpers/compared-documents.ts'

describe('samples that hang together', () => {
  it('are taken together, as many as count as one', () => {
    const slow = Array.from({ length: 80 }, (_, trial) => (trial % 40 < 20 ? 1 : 2) + (trial % 3) / 100)
    const left = independentSamples(slow)
    expect(left.length).toBeLessThan(slow.length / 2)
    expect(Math.max(...left)).toBeGreaterThan(1.9)
    expect(Math.min(...left)).toBeLessThan(1.1)
  })

  it.each([
    [[]],
    [[1, 2, 3]],
    [[5, 5, 5, 5, 5]],
    [Array.from({ length: 20 }, (_, trial) => 1 + (trial % 2))],
    [[0, ...Array.from({ length: 20 }, () => 1)]],
  ])('are none in %j, which comes back as it is', samples => {
    expect(independentSamples(samples)).toEqual(samples)
  })

  it('are seldom found where there are none', () => {
    const random = new Prng(5)
    const found = Array.from({ length: 500 }, () => drifting(random, 30, 1, 0)).filter(
      samples => independentSamples(samples).length < samples.length,
    )
    expect(found.length / 500).toBeLessThan(0.06)
  })

  it('make a thing differ from itself, where they are not taken together', () => {
    const random = new Prng(7)
    const rounds = 300
    let plain = 0
    let taken = 0
    for (let round = 0; round < rounds; round += 1) {
      const [base, subject] = [drifting(random, 60, 1, 0.6), drifting(random, 60, 1, 0.6)]
      const says = (one: readonly number[], other: readonly number[]): string =>
        compareArms({ base: one, subject: other, pairing: 'none', better: 'more' }).says
      if (says(base, subject) !== 'no-difference') plain += 1
      if (says(independentSamples(base), independentSamples(subject)) !== 'no-difference') taken += 1
    }
    expect(plain / rounds).toBeGreaterThan(0.1)
    expect(taken / rounds).toBeLessThan(0.05)
  })
})
