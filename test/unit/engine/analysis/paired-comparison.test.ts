import { describe, expect, it } from 'vitest'
import { compareArms, type ComparedArms } from '../../../../src/engine/analysis/paired-comparison.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { NOISES, type Noise } from '../../../helpers/noise.ts'

const SEEDS = Array.from({ length: 100 }, (_, seed) => seed + 1)

/** Two arms that take turns on one machine, every second round backwards, the second `ratio` times as large. */
function inTurns(noise: Noise, seed: number, rounds: number, ratio: number): Pick<ComparedArms, 'base' | 'subject'> {
  const moments = noise(seed, 2 * rounds).map(factor => 1000 * factor)
  const at = (round: number, second: boolean): number => moments[2 * round + Number(second)] ?? 0
  const of = (isSubject: boolean): number[] =>
    Array.from({ length: rounds }, (_, round) => at(round, isSubject !== (round % 2 === 1)))
  return { base: of(false), subject: of(true).map(sample => sample * ratio) }
}

function saidOver(noise: Noise, pairing: ComparedArms['pairing'], rounds: number, ratio: number): string[] {
  return SEEDS.map(seed => compareArms({ ...inTurns(noise, seed, rounds, ratio), pairing, better: 'more' }).says)
}

function count(said: readonly string[], word: string): number {
  return said.filter(one => one === word).length
}

describe('A/A: a thing compared with itself', () => {
  const cases = Object.entries(NOISES).flatMap(([name, noise]) =>
    [8, 30].flatMap(rounds => (['rounds', 'none'] as const).map(pairing => ({ name, noise, rounds, pairing }))),
  )

  it.each(cases)(
    'shows no difference in at least 95 of 100 runs: $name, $rounds trials, pairing $pairing',
    ({ noise, rounds, pairing }) => {
      expect(count(saidOver(noise, pairing, rounds, 1), 'no-difference')).toBeGreaterThanOrEqual(95)
    },
  )

  it('shows none with five trials of two runs either', () => {
    expect(count(saidOver(NOISES.skewed, 'none', 5, 1), 'no-difference')).toBeGreaterThanOrEqual(95)
  })

  it('would show one far too often, were all drift of a machine taken for a difference', () => {
    const moments = SEEDS.map(seed => NOISES.drift(seed, 40))
    const said = moments.map(own => {
      return compareArms({ base: own.slice(0, 20), subject: own.slice(20), pairing: 'none', better: 'more' }).says
    })
    expect(count(said, 'faster')).toBeGreaterThan(95)
  })
})

describe('a known difference', () => {
  it.each(['quiet', 'spikes', 'drift'] as const)('of three times is measured within a tenth under noise: %s', name => {
    for (const seed of SEEDS) {
      const found = compareArms({ ...inTurns(NOISES[name], seed, 30, 3), pairing: 'rounds', better: 'more' })
      expect(found).toMatchObject({ says: 'faster', n: 30, confidence: 0.99 })
      if (found.says === 'nothing') continue
      expect(Math.abs(found.ratio / 3 - 1)).toBeLessThan(0.1)
      expect(found.low).toBeLessThanOrEqual(found.ratio)
      expect(found.high).toBeGreaterThanOrEqual(found.ratio)
    }
  })

  it('of a tenth is found in pairs under drift', () => {
    expect(count(saidOver(NOISES.drift, 'rounds', 30, 1.1), 'faster')).toBeGreaterThan(95)
  })

  it('is covered by its interval in at least 95 of 100 runs', () => {
    const covered = SEEDS.filter(seed => {
      const found = compareArms({ ...inTurns(NOISES.skewed, seed, 20, 3), pairing: 'rounds', better: 'more' })
      return found.says !== 'nothing' && found.low <= 3 && 3 <= found.high
    })
    expect(covered.length).toBeGreaterThanOrEqual(95)
  })
})

describe('compareArms', () => {
  const base = [10, 11, 12, 13, 14, 15, 16, 17]
  const doubled = base.map(sample => 2 * sample)

  it('tells by which way is better who is faster', () => {
    expect(compareArms({ base, subject: doubled, pairing: 'rounds', better: 'more' }).says).toBe('faster')
    expect(compareArms({ base, subject: doubled, pairing: 'rounds', better: 'less' }).says).toBe('slower')
    expect(compareArms({ base: doubled, subject: base, pairing: 'rounds', better: 'less' }).says).toBe('faster')
  })

  it('gives the inverse of the ratio and its interval when the arms change places', () => {
    const one = compareArms({ base, subject: doubled.toReversed(), pairing: 'none', better: 'more' })
    const other = compareArms({ base: doubled.toReversed(), subject: base, pairing: 'none', better: 'more' })
    if (one.says === 'nothing' || other.says === 'nothing') throw new Error('both have samples enough')
    expect(one.ratio * other.ratio).toBeCloseTo(1, 12)
    expect(one.low * other.high).toBeCloseTo(1, 12)
  })

  it('is exact where all pairs have one ratio', () => {
    const found = compareArms({ base, subject: doubled, pairing: 'rounds', better: 'more' })
    if (found.says === 'nothing') throw new Error('there are eight pairs')
    for (const figure of [found.ratio, found.low, found.high]) expect(figure).toBeCloseTo(2, 12)
  })

  // By hand: ratios 1, 2 and 4 have the logarithms 0, 1 and 2 to base 2; their six averages 0, ½, 1, 1, 1½, 2.
  it('takes the median of the averages of every two rounds', () => {
    const found = compareArms({ base: [1, 1, 1], subject: [1, 2, 4], pairing: 'rounds', better: 'more' }, 0.5)
    expect(found).toMatchObject({ n: 3, confidence: 0.5 })
    if (found.says === 'nothing') throw new Error('half of the confidence takes three pairs at most')
    expect(found.ratio).toBeCloseTo(2, 12)
  })

  it('refuses where the samples are too few, and says how many it takes', () => {
    const few = base.slice(0, 7)
    expect(compareArms({ base: few, subject: few, pairing: 'rounds', better: 'more' })).toEqual({
      says: 'nothing',
      why: 'an interval of 99.0\u202f% takes at least 8 pairs, got 7',
    })
    const four = base.slice(0, 4)
    expect(compareArms({ base: four, subject: four, pairing: 'none', better: 'more' })).toEqual({
      says: 'nothing',
      why: 'an interval of 99.0\u202f% takes at least 5 samples of each, got 4 and 4',
    })
    expect(compareArms({ base: [], subject: [], pairing: 'none', better: 'more' }).says).toBe('nothing')
  })

  it.each([0, -1, Number.NaN, Infinity])('refuses %d, of which there is no ratio', sample => {
    const bad = [...base.slice(1), sample]
    expect(compareArms({ base, subject: bad, pairing: 'none', better: 'more' })).toMatchObject({ says: 'nothing' })
  })

  it('throws for pairs of which one half is missing', () => {
    const torn = () => compareArms({ base, subject: base.slice(1), pairing: 'rounds', better: 'more' })
    expect(labErrorOf(torn).code).toBe('INTERNAL')
  })
})
