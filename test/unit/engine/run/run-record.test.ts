import { describe, expect, it } from 'vitest'
import type { RecordedTrial } from '../../../../src/contract/events.ts'
import { findingsInWords } from '../../../../src/contract/findings-in-words.ts'
import { runDocumentSchema, type Finding, type Probe } from '../../../../src/contract/run-document.ts'
import { buildRunDocument, type RunEnding } from '../../../../src/engine/run/run-record.ts'
import { warningsBefore } from '../../../../src/engine/run/warnings.ts'
import { present } from '../../../helpers/present.ts'
import {
  CALIBRATION,
  COMPLETED,
  exactTrials,
  lostUpdateEntry,
  summaryOf,
  trialThatLost,
  unfinishedTrial,
} from '../../../helpers/records.ts'

const CRASH: RunEnding = {
  ...COMPLETED,
  state: 'crashed',
  reason: { code: 'WORKER_DIED', message: 'worker T1 died: it ended with exit code 3' },
}
const CANCELLED: RunEnding = { ...COMPLETED, state: 'cancelled' }

function documentOf(variants: readonly string[], recorded: readonly RecordedTrial[], ending = COMPLETED, trials = 4) {
  const run = buildRunDocument(summaryOf(variants, trials), lostUpdateEntry, recorded, ending)
  expect(runDocumentSchema.parse(run)).toEqual(run)
  return run
}

function codes(run: { readonly warnings: readonly { readonly code: string }[] }): string[] {
  return run.warnings.map(({ code }) => code)
}

describe('the document of a run', () => {
  it('carries what the plan said, and the same record makes the same document', () => {
    const run = documentOf(['mutex'], exactTrials(4))
    expect(run).toMatchObject({
      schema: 'interleave.run/1',
      id: 'lost-update-0000001',
      experiment: 'lost-update',
      seed: 7,
      startedAt: '2026-01-02T03:04:05.678Z',
      durationMillis: 1234,
      reason: null,
    })
    expect(documentOf(['mutex'], exactTrials(4))).toEqual(run)
  })

  it('gives every trial to its own variant', () => {
    const run = documentOf(['mutex', 'atomic-add'], [...exactTrials(4, 1), ...exactTrials(3, 0)])
    expect(run.variants.map(({ variant, trials }) => [variant, trials.length])).toEqual([
      ['mutex', 3],
      ['atomic-add', 4],
    ])
  })

  it('has a row for every declared outcome, zeros included, and the axis of its parameters', () => {
    const [variant] = documentOf(['atomic-load-store'], [trialThatLost(5), trialThatLost(0, 0, 1)]).variants
    expect(present(variant).outcomes.map(({ name, grade, count }) => [name, grade, count])).toEqual([
      ['exact', 'acceptable', 1],
      ['lost', 'interesting', 1],
      ['below-floor', 'forbidden', 0],
      ['above-ceiling', 'forbidden', 0],
    ])
    expect(present(variant).axis).toMatchObject({ floor: 2, ceiling: 20 })
  })

  it('summarises each measure over the trials that have it', () => {
    const trials = [trialThatLost(5), trialThatLost(7, 0, 1), unfinishedTrial('timed-out', 0, 2)]
    const { measures } = present(documentOf(['plain-increment'], trials).variants[0])
    expect(measures['lost']).toEqual({ unit: 'count', median: 6, low: null, high: null, n: 2 })
    expect(measures['throughput']).toMatchObject({ unit: 'additions/s', median: 10_000, n: 2 })
    expect(measures).not.toHaveProperty('contention')
  })

  it('counts outliers among figures of time, and none among what came out of a race', () => {
    const rates = [100, 101, 99, 100, 102, 98, 300]
    const trials = rates.map((throughput, index) => trialThatLost(index === 3 ? 9 : 0, 0, index, { throughput }))
    const { measures } = present(documentOf(['plain-increment'], trials, COMPLETED, 7).variants[0])
    expect(measures['throughput']).toMatchObject({ n: 7, median: 100, outliers: 1 })
    expect(measures['lost']).toMatchObject({ n: 7, median: 0 })
    expect(measures['lost']).not.toHaveProperty('outliers')
  })

  it('keeps the series of the trials that have one', () => {
    const series = { trial: 1, atMillis: [50], latenessMillis: [0], operations: [[3, 4]] }
    const trials = [trialThatLost(0), { ...trialThatLost(0, 0, 1), series }]
    expect(documentOf(['mutex'], trials).variants[0]?.series).toEqual([series])
  })
})

describe('verdict and state', () => {
  it('are passed and completed for a clean run', () => {
    const run = documentOf(['atomic-load-store', 'mutex'], [trialThatLost(1), ...exactTrials(4, 1)], COMPLETED, 2)
    expect([run.verdict, run.state]).toEqual(['passed', 'completed'])
  })

  it('are failed for a fixed variant that lost, and the headline says so', () => {
    const run = documentOf(['atomic-add', 'mutex'], [...exactTrials(3), trialThatLost(1, 0, 3), ...exactTrials(4, 1)])
    expect([run.verdict, run.state]).toEqual(['failed', 'completed'])
    expect(run.variants.map(({ verdict }) => verdict)).toEqual(['failed', 'passed'])
    expect(run.headline).toBe('atomic-add: lost in 1 of 4 trials, which must never happen.')
  })

  it('are failed for a failed check, which is counted', () => {
    const broken = { ...trialThatLost(0), failedChecks: ['operations-add-up'] }
    const run = documentOf(['mutex'], [broken, ...exactTrials(3)])
    expect(run.verdict).toBe('failed')
    expect(run.variants[0]?.checks).toMatchObject([{ name: 'operations-add-up', failures: 1 }])
    expect(run.headline).toContain('check operations-add-up failed in 1 of 4 trials')
  })

  it('are failed for what nobody declared', () => {
    const record = trialThatLost(0)
    const undeclared = { ...record, trial: { ...record.trial, outcome: 'undeclared' } }
    const run = documentOf(['mutex'], [undeclared, ...exactTrials(3)])
    expect(run.verdict).toBe('failed')
    expect(run.variants[0]?.outcomes.at(-1)).toMatchObject({ name: 'undeclared', grade: 'forbidden', count: 1 })
  })

  it('are inconclusive and timed out where more than half of the trials hit the cap, and passed at exactly half', () => {
    const capped = (count: number) =>
      Array.from({ length: count }, (_, index) => unfinishedTrial('timed-out', 0, 10 + index))
    const most = documentOf(['mutex'], [...exactTrials(1), ...capped(3)])
    expect([most.verdict, most.state]).toEqual(['inconclusive', 'timed-out'])
    expect(most.headline).toContain('Too few trials')
    const half = documentOf(['mutex'], [...exactTrials(2), ...capped(2)])
    expect([half.verdict, half.state]).toEqual(['passed', 'timed-out'])
  })

  it('are cancelled only for the variants that a stop cut short', () => {
    const run = documentOf(['mutex', 'atomic-add'], [...exactTrials(4), ...exactTrials(1, 1)], CANCELLED)
    expect(run.state).toBe('cancelled')
    expect(run.variants.map(({ state, verdict }) => [state, verdict])).toEqual([
      ['completed', 'passed'],
      ['cancelled', 'inconclusive'],
    ])
    expect(run.verdict).toBe('inconclusive')
  })

  it('are inconclusive for a run that was cancelled before its first trial', () => {
    const run = documentOf(['mutex'], [], CANCELLED)
    expect([run.verdict, run.state, run.variants[0]?.state]).toEqual(['inconclusive', 'cancelled', 'cancelled'])
    expect(run.variants[0]?.measures).toEqual({})
    expect(codes(run)).toEqual([])
  })

  it('keep the reason of a crash, for the run and in the note', () => {
    const run = documentOf(['mutex'], [trialThatLost(0), unfinishedTrial('crashed', 0, 1)], CRASH)
    expect([run.state, run.variants[0]?.state, run.verdict]).toEqual(['crashed', 'crashed', 'inconclusive'])
    expect(run.reason).toEqual(CRASH.reason)
    expect(run.note).toContain('exit code 3')
  })

  it('prefer a forbidden outcome to everything that went wrong besides', () => {
    const run = documentOf(['mutex'], [trialThatLost(2), unfinishedTrial('crashed', 0, 1)], CRASH)
    expect([run.verdict, run.state]).toEqual(['failed', 'crashed'])
  })
})

describe('warnings', () => {
  it('say what was not observed, with the bound of the rule of three, once per variant', () => {
    const run = documentOf(['atomic-load-store', 'mutex'], [...exactTrials(30), ...exactTrials(30, 1)], COMPLETED, 30)
    const warnings = run.warnings.filter(({ code }) => code === 'not-observed')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toMatch(/^atomic-load-store: "lost" was not observed in 30 trials.*10\.0\u202f%/)
    expect(run.verdict).toBe('passed')
  })

  it('say nothing of what was observed once, nor of a variant without a finished trial', () => {
    expect(codes(documentOf(['atomic-load-store'], [trialThatLost(1), ...exactTrials(3)]))).not.toContain(
      'not-observed',
    )
    expect(codes(documentOf(['atomic-load-store'], [unfinishedTrial('timed-out')]))).not.toContain('not-observed')
  })

  it('explain a missing CPU figure by trials that were too short, naming variants where only some were', () => {
    const short = documentOf(['mutex'], exactTrials(5))
    expect(codes(short)).toEqual(['window-too-short'])
    const long = { 'cpu-per-wall': 1.9 }
    const some = documentOf(['mutex', 'atomic-add'], [...exactTrials(5, 0, long), ...exactTrials(5, 1)])
    expect(some.warnings[0]?.message).toContain('for atomic-add')
    expect(some.warnings[0]?.message).not.toContain('mutex')
    expect(codes(documentOf(['mutex'], exactTrials(5, 0, long)))).toEqual([])
  })

  it('begin with what was known before the run', () => {
    const plan = { ...summaryOf(['mutex']), warnings: warningsBefore(8, 4) }
    expect(codes(buildRunDocument(plan, lostUpdateEntry, exactTrials(5), COMPLETED))).toEqual([
      'oversubscribed',
      'window-too-short',
    ])
    expect(warningsBefore(4, 4)).toEqual([])
    expect(warningsBefore(2, 1)[0]?.message).toContain('2 workers share 1 core:')
  })
})

describe('effective parallelism', () => {
  const busy = { 'cpu-per-wall': 4 }

  it('weighs CPU time by what the calibration says that it is worth', () => {
    const run = documentOf(['mutex'], exactTrials(4, 0, busy), { ...COMPLETED, calibration: CALIBRATION })
    const measure = present(run.variants[0]?.measures['effective-parallelism'])
    expect(measure).toMatchObject({ unit: 'cores', n: 4 })
    expect(measure.median).toBeCloseTo(3.2, 12)
    expect(run.calibration).toEqual(CALIBRATION)
  })

  it('never says that a CPU second of many is worth more than one alone', () => {
    const cpuWorth = { unit: 'ratio', median: 1.07, low: null, high: null, n: 3 }
    const calibration = { ...CALIBRATION, cpuWorth, speedUp: { ...CALIBRATION.speedUp, median: 9 } }
    const run = documentOf(['mutex'], exactTrials(4, 0, busy), { ...COMPLETED, calibration })
    expect(run.variants[0]?.measures['effective-parallelism']?.median).toBe(4)
  })

  it('is not shown without a calibration, nor without CPU time to weigh', () => {
    const without = documentOf(['mutex'], exactTrials(4, 0, busy))
    expect(without.variants[0]?.measures).not.toHaveProperty('effective-parallelism')
    const short = documentOf(['mutex'], exactTrials(4), { ...COMPLETED, calibration: CALIBRATION })
    expect(short.variants[0]?.measures).not.toHaveProperty('effective-parallelism')
  })
})

describe('a probe', () => {
  const probe = {
    state: 'completed',
    outcome: 'exact',
    durationMillis: 2,
    atMillis: [],
    states: [],
    owners: [],
    levels: [],
    waits: [],
    perWorker: [10, 10],
  } as const satisfies Probe

  function withProbe(outcome: string | null) {
    const probed = new Map([[0, { probe: { ...probe, outcome }, instruments: [] }]])
    return buildRunDocument(summaryOf(['mutex']), lostUpdateEntry, exactTrials(4), COMPLETED, { probed, curve: null })
  }

  it('counts in no outcome', () => {
    expect(withProbe('exact').variants[0]?.outcomes.find(({ name }) => name === 'exact')?.count).toBe(4)
    expect(withProbe('exact').verdict).toBe('passed')
  })

  it.each(['lost', 'undeclared'])('fails the variant when it comes to %s, which must never happen', outcome => {
    const run = withProbe(outcome)
    expect(run.variants[0]?.checks.find(({ name }) => name === 'probe')).toMatchObject({ failures: 1 })
    expect(run.verdict).toBe('failed')
  })

  it('fails nothing when it was cut short', () => {
    expect(withProbe(null).verdict).toBe('passed')
  })
})

describe('findings', () => {
  it('stand with the variant whose trial they are about, and say in words what was found', () => {
    const finding = {
      trial: 0,
      kind: 'abandoned',
      proved: false,
      cause: 'T2 waits for gate, which T1 held when it returned',
      resources: ['gate'],
      afterMillis: 200,
      cycle: [],
    } as const satisfies Finding
    const stalled = {
      ...present(exactTrials(1)[0]),
      findings: [{ ...finding, resources: [...finding.resources], cycle: [] }],
    }
    const { variants } = documentOf(['mutex'], [stalled], COMPLETED, 1)
    expect(variants[0]?.deadlocks).toEqual([finding])
    const [line] = findingsInWords(variants)
    expect(line).toMatchObject({ variant: 'mutex', kind: 'abandoned', word: 'ABANDONED' })
    expect(line?.text).toMatch(/^in 1 of 1 trial, .*; trial 1: T2 waits for gate/)
  })
})
