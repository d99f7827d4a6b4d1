import { describe, expect, it } from 'vitest'
import type { OutcomeRow, Trial } from '../../../../src/contract/run-document.ts'
import type { Grade, TrialState } from '../../../../src/contract/words.ts'
import {
  outcomeOf,
  stateOf,
  tallyOf,
  tallyOutcomes,
  variantVerdict,
  worstOf,
  worstVerdict,
  type DeclaredOutcome,
} from '../../../../src/engine/analysis/outcomes.ts'

function declared(name: string, grade: Grade, state: TrialState | null = null): DeclaredOutcome {
  return { name, description: `it is ${name}`, grade, state }
}

function trial(outcome: string | null, state: TrialState = 'completed'): Trial {
  return { index: 0, state, outcome, durationMillis: 1, operations: 1, observed: {}, reason: null }
}

function row(grade: Grade, count: number): OutcomeRow {
  return { name: 'any', grade, count, description: '' }
}

const plain = [declared('exact', 'acceptable'), declared('lost', 'interesting')]
const withStates = [
  ...plain,
  declared('stuck', 'interesting', 'deadlocked'),
  declared('starved', 'forbidden', 'stalled'),
  declared('slow', 'acceptable', 'timed-out'),
  declared('died', 'interesting', 'crashed'),
  declared('given-up', 'acceptable', 'cancelled'),
]

describe('outcomeOf', () => {
  it('takes what a completed trial matched, and calls it undeclared when that is nothing', () => {
    expect(outcomeOf(plain, 'completed', 'lost')).toBe('lost')
    expect(outcomeOf(plain, 'completed', null)).toBe('undeclared')
  })

  it.each([
    ['deadlocked', 'stuck'],
    ['stalled', 'starved'],
    ['timed-out', 'slow'],
    ['crashed', 'died'],
  ] as const)('grades a %s trial by its state where that is declared, whatever it observed', (state, name) => {
    expect(outcomeOf(withStates, state, null)).toBe(name)
    expect(outcomeOf(withStates, state, 'exact')).toBe(name)
  })

  it.each([
    ['deadlocked', 'deadlocked'],
    ['stalled', 'stalled'],
    ['timed-out', null],
    ['crashed', null],
  ] as const)('makes an undeclared %s trial %s', (state, outcome) => {
    expect(outcomeOf(plain, state, null)).toBe(outcome)
    expect(outcomeOf(plain, state, 'exact')).toBe(outcome)
  })

  it('never grades a cancelled trial', () => {
    expect(outcomeOf(plain, 'cancelled', 'exact')).toBeNull()
    expect(outcomeOf(withStates, 'cancelled', 'exact')).toBeNull()
  })
})

describe('tallyOutcomes', () => {
  it('has a row for every declared outcome, in order, with zeros', () => {
    expect(tallyOutcomes(plain, [trial('lost'), trial('lost')])).toEqual([
      { name: 'exact', grade: 'acceptable', count: 0, description: 'it is exact' },
      { name: 'lost', grade: 'interesting', count: 2, description: 'it is lost' },
    ])
    expect(tallyOutcomes(plain, [])).toHaveLength(2)
  })

  it('adds a forbidden row for what nobody declared, only when it occurred', () => {
    const rows = tallyOutcomes(plain, [trial('exact'), trial('undeclared'), trial('deadlocked', 'deadlocked')])
    expect(rows.map(({ name, grade, count }) => ({ name, grade, count }))).toEqual([
      { name: 'exact', grade: 'acceptable', count: 1 },
      { name: 'lost', grade: 'interesting', count: 0 },
      { name: 'undeclared', grade: 'forbidden', count: 1 },
      { name: 'deadlocked', grade: 'forbidden', count: 1 },
    ])
    expect(rows[3]?.description).toContain('deadlocked')
  })

  it('leaves trials without a grade out', () => {
    const rows = tallyOutcomes(plain, [trial(null, 'timed-out'), trial(null, 'cancelled'), trial('exact')])
    expect(rows.map(({ count }) => count)).toEqual([1, 0])
  })
})

describe('the tally of a batch trial', () => {
  const batch = [
    { ...declared('explained', 'acceptable'), rounds: 100 },
    { ...declared('weak', 'interesting'), rounds: 40 },
    declared('stuck', 'forbidden', 'stalled'),
  ]

  it('has every outcome that rounds can come to, zeros included, and counts the rest as undeclared', () => {
    expect(tallyOf(batch, { explained: 100 })).toEqual({ explained: 100, weak: 0 })
    expect(tallyOf(batch, { explained: 90, odd: 7, stuck: 3 })).toEqual({ explained: 90, weak: 0, undeclared: 10 })
  })

  it('is summed up by its worst-graded outcome', () => {
    expect(worstOf(batch, { explained: 100, weak: 0 })).toBe('explained')
    expect(worstOf(batch, { explained: 99, weak: 1 })).toBe('weak')
    expect(worstOf(batch, { explained: 98, weak: 1, undeclared: 1 })).toBe('undeclared')
    expect(worstOf(batch, { explained: 0, weak: 0 })).toBeNull()
  })

  it('adds up to rows that count rounds; what ended otherwise counts as one', () => {
    const trials = [
      { ...trial('weak'), tally: { explained: 99, weak: 1 } },
      { ...trial('undeclared'), tally: { explained: 98, weak: 0, undeclared: 2 } },
      trial('stuck', 'stalled'),
    ]
    const rows = tallyOutcomes(batch, trials)
    expect(rows.map(({ name, count, rounds }) => [name, count, rounds])).toEqual([
      ['explained', 197, 200],
      ['weak', 1, 80],
      ['stuck', 1, undefined],
      ['undeclared', 2, 200],
    ])
  })
})

describe('variantVerdict', () => {
  it('is failed for a forbidden outcome that occurred, however few trials finished', () => {
    expect(variantVerdict([row('forbidden', 1)], 0, 1, 100)).toBe('failed')
    expect(variantVerdict([row('forbidden', 0)], 0, 100, 100)).toBe('passed')
  })

  it('is failed for a failed check, before it could be inconclusive', () => {
    expect(variantVerdict([row('acceptable', 1)], 1, 1, 100)).toBe('failed')
    expect(variantVerdict([], 1, 0, 0)).toBe('failed')
  })

  it('is inconclusive under half of the planned trials: exactly half is enough', () => {
    expect(variantVerdict([row('acceptable', 14)], 0, 14, 30)).toBe('inconclusive')
    expect(variantVerdict([row('acceptable', 15)], 0, 15, 30)).toBe('passed')
    expect(variantVerdict([row('acceptable', 2)], 0, 2, 5)).toBe('inconclusive')
    expect(variantVerdict([row('acceptable', 3)], 0, 3, 5)).toBe('passed')
  })

  it('is inconclusive when nothing was planned or finished', () => {
    expect(variantVerdict([], 0, 0, 0)).toBe('inconclusive')
    expect(variantVerdict([], 0, 0, 1)).toBe('inconclusive')
  })

  it('passes with interesting outcomes: they are what a variant is there to show', () => {
    expect(variantVerdict([row('interesting', 30)], 0, 30, 30)).toBe('passed')
  })
})

describe('worstVerdict', () => {
  it('is that of the worst variant, and inconclusive for none', () => {
    expect(worstVerdict(['passed', 'inconclusive', 'failed'])).toBe('failed')
    expect(worstVerdict(['passed', 'inconclusive'])).toBe('inconclusive')
    expect(worstVerdict(['passed', 'passed'])).toBe('passed')
    expect(worstVerdict([])).toBe('inconclusive')
  })
})

describe('stateOf', () => {
  it.each([
    [[], 'completed'],
    [['timed-out'], 'timed-out'],
    [['timed-out', 'cancelled'], 'cancelled'],
    [['cancelled', 'timed-out', 'crashed'], 'crashed'],
  ] as const)('of trials that ended undeclared as %j is %s', (states, expected) => {
    expect(stateOf([trial('exact'), ...states.map(state => trial(null, state))])).toBe(expected)
  })

  it('is completed where the ending was declared, and where a deadlock is forbidden', () => {
    expect(stateOf([trial('slow', 'timed-out'), trial('died', 'crashed')])).toBe('completed')
    expect(stateOf([trial('deadlocked', 'deadlocked'), trial('stalled', 'stalled')])).toBe('completed')
  })
})
