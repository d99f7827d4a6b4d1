import { describe, expect, it } from 'vitest'
import type { RecordedTrial } from '../../../../src/contract/events.ts'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { buildRunDocument } from '../../../../src/engine/run/run-record.ts'
import { present } from '../../../helpers/present.ts'
import { COMPLETED, exactTrials, lostUpdateEntry, summaryOf, trialThatLost } from '../../../helpers/records.ts'

function documentOf(variants: readonly string[], recorded: readonly RecordedTrial[]) {
  const run = buildRunDocument(summaryOf(variants, 4), lostUpdateEntry, recorded, COMPLETED)
  expect(runDocumentSchema.parse(run)).toEqual(run)
  return run
}

describe('a measure over another variant', () => {
  const speedUp = {
    name: 'speed-up',
    unit: 'times',
    help: 'of the baseline',
    only: ['mutex'],
    over: { variant: 'plainIncrement', measure: 'throughput' },
  }
  const experiment = { ...lostUpdateEntry, measures: [speedUp] }
  const rated = (arm: number, rates: readonly (number | null)[]): RecordedTrial[] =>
    rates.flatMap((rate, index) => (rate === null ? [] : [trialThatLost(0, arm, index, { throughput: rate })]))
  const measured = (variants: readonly string[], recorded: readonly RecordedTrial[]) =>
    buildRunDocument(summaryOf(variants, 4), experiment, recorded, COMPLETED).variants.map(
      ({ measures }) => measures['speed-up'],
    )

  it('is that of each round by itself, so that a round in which all were slow changes nothing', () => {
    const recorded = [...rated(0, [10, 10, 1, 10]), ...rated(1, [20, 20, 2, 20])]
    expect(measured(['plain-increment', 'mutex'], recorded)).toEqual([
      undefined,
      expect.objectContaining({ unit: 'times', median: 2, n: 4 }),
    ])
  })

  it('leaves out rounds that one of the two did not finish, and is none without the other', () => {
    const recorded = [...rated(0, [10, null, 10]), ...rated(1, [30, 30, null])]
    expect(measured(['plain-increment', 'mutex'], recorded)[1]).toMatchObject({ median: 3, n: 1 })
    expect(measured(['mutex'], rated(0, [20]))).toEqual([undefined])
  })
})

describe('an image in tiles', () => {
  it('is that of the last trial that completed, one for each variant', () => {
    const tilesOf = (trial: number) => ({ trial, columns: 1, owners: [1], finishedMillis: [2], costs: [1] })
    const [first, second, third] = exactTrials(3)
    const recorded = [
      { ...present(first), tiles: tilesOf(0) },
      { ...present(second), tiles: tilesOf(1) },
      present(third),
    ]
    expect(documentOf(['mutex'], recorded).variants[0]?.tiles).toEqual(tilesOf(1))
    expect(documentOf(['mutex'], exactTrials(1)).variants[0]?.tiles).toBeNull()
  })
})
