import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { confidenceOfEach } from '../../../../src/engine/analysis/paired-comparison.ts'
import { normalQuantile } from '../../../../src/engine/analysis/quantiles.ts'
import { compareShares, newcombeInterval, type TrialCount } from '../../../../src/engine/analysis/share-difference.ts'
import { gaussian } from '../../../helpers/noise.ts'

const Z95 = 1.959963984540054

describe('newcombeInterval', () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998),
  // table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [0, 10, 0, 10, -0.2775, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])('of %d in %d less %d in %d is the one in the literature', (count, of, baseCount, baseOf, low, high) => {
    const found = newcombeInterval({ count: baseCount, of: baseOf }, { count, of }, Z95)
    expect(found.difference).toBeCloseTo(count / of - baseCount / baseOf, 12)
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('changes only its sign when the arms change places', () => {
    const [one, other] = [
      { count: 3, of: 30 },
      { count: 17, of: 40 },
    ]
    const [there, back] = [newcombeInterval(one, other, Z95), newcombeInterval(other, one, Z95)]
    expect(there.low).toBeCloseTo(-back.high, 12)
    expect(there.high).toBeCloseTo(-back.low, 12)
  })

  it('covers the difference about as often as it says, whatever the shares and sizes', () => {
    const random = new Prng(8)
    const within = (from: number, to: number): number => from + (random.nextU32() / 2 ** 32) * (to - from)
    const covered = Array.from({ length: 60 }, () =>
      coverage(Math.round(within(10, 60)), within(0.02, 0.98), Math.round(within(10, 60)), within(0.02, 0.98)),
    )
    expect(covered.reduce((sum, own) => sum + own, 0) / covered.length).toBeGreaterThan(0.945)
    // The least that the paper found for the method was 0.867, over other shares.
    expect(Math.min(...covered)).toBeGreaterThan(0.9)
  })
})

/** How often two binomial counts have their shares' difference in the interval: a sum, not a simulation. */
function coverage(n: number, p: number, m: number, q: number): number {
  const [ofSubject, ofBase] = [chances(n, p), chances(m, q)]
  let covered = 0
  for (const [count, chance] of ofSubject.entries()) {
    for (const [baseCount, baseChance] of ofBase.entries()) {
      const { low, high } = newcombeInterval({ count: baseCount, of: m }, { count, of: n }, Z95)
      if (low <= p - q && p - q <= high) covered += chance * baseChance
    }
  }
  return covered
}

function chances(n: number, share: number): number[] {
  const all: number[] = []
  let chance = (1 - share) ** n
  for (let count = 0; count <= n; count++) {
    all.push(chance)
    chance *= ((n - count) / (count + 1)) * (share / (1 - share))
  }
  return all
}

describe('the shares of outcomes that come in twos, of every variant in a run with itself', () => {
  it.each([
    { trials: 5, variants: 1 },
    { trials: 5, variants: 6 },
    { trials: 10, variants: 3 },
    { trials: 30, variants: 6 },
  ])('differ in hardly more than 1 of 100 comparisons: $trials trials of $variants', ({ trials: n, variants }) => {
    const z = normalQuantile(confidenceOfEach(2 * variants))
    const rates = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5].map(share => {
      const own = chances(n, share)
      let claimed = 0
      for (const [count, chance] of own.entries()) {
        for (const [baseCount, baseChance] of own.entries()) {
          const { low, high } = newcombeInterval({ count: baseCount, of: n }, { count, of: n }, z)
          if (low > 0 || high < 0) claimed += chance * baseChance
        }
      }
      return 1 - (1 - claimed) ** variants
    })
    expect(Math.max(...rates)).toBeLessThan(0.013)
  })
})

const single = (counts: readonly number[]): TrialCount[] => counts.map(count => ({ count, of: 1 }))
const some = (count: number, of: number): TrialCount[] =>
  single(Array.from({ length: of }, (_, trial) => Number((trial * 7) % of < count)))

describe('compareShares', () => {
  it('has Newcombe’s interval where every trial is a chance of its own', () => {
    const [base, subject] = [some(3, 30), some(17, 30)]
    const found = compareShares(base, subject, 0.99)
    const literature = newcombeInterval({ count: 3, of: 30 }, { count: 17, of: 30 }, normalQuantile(0.99))
    expect(found).toEqual({ says: 'more-often', ...literature, confidence: 0.99, n: 30 })
    expect(compareShares(subject, base, 0.99).says).toBe('less-often')
    expect(compareShares(base, some(4, 30), 0.99).says).toBe('no-difference')
  })

  it('shows no difference between none and none, nor between all and all', () => {
    expect(compareShares(some(0, 30), some(0, 5), 0.99).says).toBe('no-difference')
    expect(compareShares(some(30, 30), some(5, 5), 0.99).says).toBe('no-difference')
  })

  it('takes rounds of a trial for as many as are independent', () => {
    const random = new Prng(4)
    const round = (): TrialCount => ({ count: binomial(random, 200, 0.3), of: 200 })
    const [base, subject] = [0, 1].map(() => Array.from({ length: 30 }, round))
    const found = compareShares(base ?? [], subject ?? [], 0.95)
    // Rounds that hang together by nothing but chance lose little.
    expect(found).toMatchObject({ says: 'no-difference' })
    expect('n' in found && found.n).toBeGreaterThan(2000)
  })

  it('says nothing of no trials, or of a few batches', () => {
    expect(compareShares([], some(1, 3), 0.99)).toEqual({ says: 'nothing', why: 'no trial finished' })
    const batch = { count: 3, of: 1000 }
    const few = compareShares([batch, batch, batch, batch], [batch, batch, batch, batch, batch], 0.99)
    const why = 'rounds of a trial hang together: it takes 5 trials of each, got 4 and 5'
    expect(few).toEqual({ says: 'nothing', why })
  })
})

function binomial(random: Prng, n: number, share: number): number {
  return Array.from({ length: n }, () => Number(random.nextU32() / 2 ** 32 < share)).reduce((a, b) => a + b, 0)
}

type Arm = (random: Prng) => TrialCount[]

const trials =
  (of: number, share: number): Arm =>
  random =>
    single(Array.from({ length: of }, () => binomial(random, 1, share)))

/** Trials whose starts overlap now well and now badly, as those of litmus tests do. */
const batches =
  (of: number, share: number, spread: number): Arm =>
  random =>
    Array.from({ length: of }, () => {
      const own = Math.min(1, share * Math.exp(spread * gaussian(random)))
      return { count: Math.round(1e6 * own), of: 1e6 }
    })

/** Single chances that are better for a while, then worse: each trial does as the last one did half of the time. */
const sticky =
  (of: number, share: number): Arm =>
  random => {
    let last = binomial(random, 1, share)
    return Array.from({ length: of }, () => {
      last = random.nextU32() % 2 === 0 ? last : binomial(random, 1, share)
      return { count: last, of: 1 }
    })
  }

function claims(base: Arm, subject: Arm): number {
  const random = new Prng(99)
  const found = Array.from({ length: 400 }, () => compareShares(base(random), subject(random), 0.99))
  return found.filter(({ says }) => says !== 'no-difference').length / found.length
}

describe('outcomes of one thing, compared with themselves', () => {
  it.each([
    ['5 trials', trials(5, 0.5)],
    ['30 trials', trials(30, 0.1)],
    ['30 trials that hang together', sticky(30, 0.4)],
    ['60 trials that hang together', sticky(60, 0.2)],
    ['5 batches', batches(5, 0.01, 1)],
    ['10 batches', batches(10, 0.001, 0.5)],
    ['30 batches', batches(30, 0.01, 1)],
  ])('show no difference in at least 95 of 100: %s', (_, arm) => {
    expect(claims(arm, arm)).toBeLessThanOrEqual(0.05)
  })

  it('would show one nearly always, were every round taken for a chance of its own', () => {
    const random = new Prng(99)
    const arm = batches(30, 0.01, 1)
    const all = (trials: readonly TrialCount[]): TrialCount => ({
      count: trials.reduce((sum, { count }) => sum + count, 0),
      of: 1e6 * trials.length,
    })
    const wrong = Array.from({ length: 100 }, () => newcombeInterval(all(arm(random)), all(arm(random)), Z95)).filter(
      ({ low, high }) => low > 0 || high < 0,
    )
    expect(wrong.length).toBeGreaterThan(90)
  })
})

describe('outcomes that differ', () => {
  it('are found: of 30 trials 20 % against 80 %, of 30 batches ten times as often', () => {
    expect(claims(trials(30, 0.2), trials(30, 0.8))).toBeGreaterThan(0.95)
    expect(claims(batches(30, 0.001, 0.5), batches(30, 0.01, 0.5))).toBeGreaterThan(0.95)
  })
})
