import { describe, expect, it } from 'vitest'
import { runDocumentSchema, type RunDocument } from '../../../src/contract/run-document.ts'
import { buildRunDocument } from '../../../src/engine/run/run-record.ts'
import {
  CALIBRATION,
  COMPLETED,
  exactTrials,
  lostUpdateEntry,
  summaryOf,
  trialThatLost,
  unfinishedTrial,
} from '../../helpers/records.ts'

const recorded = [
  ...exactTrials(4),
  trialThatLost(3, 1, 0, { 'cpu-per-wall': 1.9 }),
  unfinishedTrial('timed-out', 1, 1),
  { ...trialThatLost(5, 1, 2), series: { trial: 2, atMillis: [50], latenessMillis: [0], operations: [[7, 8]] } },
]
const run: RunDocument = buildRunDocument(summaryOf(['mutex', 'atomic-load-store']), lostUpdateEntry, recorded, {
  ...COMPLETED,
  calibration: CALIBRATION,
})

/** The document as JSON carries it, with the value at `path` replaced, or taken out for undefined. */
function changed(path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(run))
  const last = path.at(-1) ?? ''
  let place: unknown = copy
  for (const key of path.slice(0, -1)) place = Reflect.get(Object(place), key)
  Reflect.set(Object(place), last, value)
  const again: unknown = JSON.parse(JSON.stringify(copy))
  return again
}

describe('the run document schema', () => {
  it('accepts what buildRunDocument makes, and keeps every field of it', () => {
    expect(runDocumentSchema.parse(run)).toEqual(run)
  })

  it('accepts it after a way through JSON', () => {
    expect(runDocumentSchema.parse(changed([], undefined))).toEqual(run)
  })

  it.each([
    { path: ['schema'], value: 'interleave.run/2' },
    { path: ['schema'], value: undefined },
    { path: ['seed'], value: -1 },
    { path: ['seed'], value: 1.5 },
    { path: ['startedAt'], value: 'yesterday' },
    { path: ['durationMillis'], value: '12' },
    { path: ['durationMillis'], value: Number.NaN },
    { path: ['state'], value: 'done' },
    { path: ['verdict'], value: 'safe' },
    { path: ['verdict'], value: undefined },
    { path: ['variants'], value: {} },
    { path: ['variants', 0, 'state'], value: 'deadlocked' },
    { path: ['variants', 0, 'outcomes', 0, 'grade'], value: 'fine' },
    { path: ['variants', 0, 'outcomes', 0, 'count'], value: -1 },
    { path: ['variants', 0, 'outcomes', 0, 'count'], value: 0.5 },
    { path: ['variants', 0, 'trials', 0, 'index'], value: -1 },
    { path: ['variants', 0, 'trials', 0, 'state'], value: 'finished' },
    { path: ['variants', 0, 'trials', 0, 'outcome'], value: 3 },
    { path: ['variants', 0, 'trials', 0, 'operations'], value: -3 },
    { path: ['variants', 0, 'trials', 0, 'observed'], value: [20, 20] },
    { path: ['variants', 0, 'trials', 0, 'observed', 'actual'], value: null },
    { path: ['variants', 0, 'measures', 'throughput', 'n'], value: 0 },
    { path: ['variants', 0, 'measures', 'throughput', 'median'], value: null },
    { path: ['variants', 0, 'deadlocks'], value: undefined },
    { path: ['warnings', 0, 'code'], value: 7 },
    { path: ['machine', 'cores'], value: 0 },
    { path: ['versions', 'node'], value: undefined },
  ])('refuses $value at $path', ({ path, value }) => {
    expect(runDocumentSchema.safeParse(changed(path, value)).success).toBe(false)
  })
})
