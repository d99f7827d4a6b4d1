import { describe, expect, it } from 'vitest'
import type { RecordedTrial } from '../../../../src/contract/events.ts'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { litmus } from '../../../../src/engine/experiments/litmus/experiment.ts'
import { buildRunDocument } from '../../../../src/engine/run/run-record.ts'
import { present } from '../../../helpers/present.ts'
import { COMPLETED, exactTrials, PARAMS, summaryOf } from '../../../helpers/records.ts'

const params = { ...PARAMS, test: 'sb', rounds: 1_000 }

/** Three trials of store buffering, each with so many weak and undeclared rounds. */
function documentOf(variant: string, weak: number, undeclared = 0) {
  const plan = { ...summaryOf([variant], 3), arms: [{ variant, params, roles: ['party', 'party'], axis: null }] }
  const tally = {
    sequential: 1_000 - weak - undeclared,
    'sb-weak': weak,
    ...(undeclared > 0 ? { undeclared } : {}),
  }
  const outcome = undeclared > 0 ? 'undeclared' : weak > 0 ? 'sb-weak' : 'sequential'
  const recorded = exactTrials(3).map((record): RecordedTrial => ({
    ...record,
    trial: { ...record.trial, outcome, tally },
  }))
  const run = buildRunDocument(plan, litmus, recorded, COMPLETED)
  expect(runDocumentSchema.parse(run)).toEqual(run)
  return run
}

describe('the document of a batch experiment', () => {
  it('counts rounds in its rows, for the tests that ran', () => {
    const { outcomes } = present(documentOf('plain', 4).variants[0])
    expect(outcomes.map(({ name, count, rounds }) => [name, count, rounds])).toEqual([
      ['sequential', 2_988, 3_000],
      ['sb-weak', 12, 3_000],
    ])
  })

  it('speaks of rounds in its headline, its note and its warnings', () => {
    const shown = documentOf('plain', 4)
    expect(shown.headline).toContain('in 12 of 3\u202f000 rounds of store buffering')
    expect(shown.note).toBe('')

    const unseen = documentOf('plain', 0)
    expect(unseen.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('not observed in 3\u202f000 rounds'),
    )
    expect(unseen.note).toContain('at least 3\u202f000 rounds each')
    expect(unseen.note).toContain('0.100\u202f%')
  })

  it('fails on a single forbidden or undeclared round', () => {
    expect(documentOf('atomic', 1)).toMatchObject({
      verdict: 'failed',
      headline: 'atomic: sb-weak in 3 of 3\u202f000 rounds, which must never happen.',
    })
    expect(documentOf('plain', 0, 1)).toMatchObject({
      verdict: 'failed',
      headline: 'plain: undeclared in 3 of 3\u202f000 rounds, which must never happen.',
    })
  })
})
