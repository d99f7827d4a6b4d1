import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { slowdownOf } from '../../../../src/cli/slowdown.ts'
import { outcomesTables } from '../../../../src/contract/run-comparison-tables.ts'
import type { RunComparison } from '../../../../src/contract/run-comparison.ts'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import type { Warning } from '../../../../src/contract/warning.ts'
import { compareRuns } from '../../../../src/engine/run/compare-runs.ts'
import { drifting, noisy, runOf } from '../../../helpers/compared-documents.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { present } from '../../../helpers/present.ts'

function compared(...documents: readonly RunDocument[]): RunComparison {
  return compareRuns(documents.map(document => ({ document, name: '', imported: false })))
}

/** What it says of every speed, run by run. */
function wordsOf({ variants }: RunComparison): string[] {
  return variants.flatMap(({ measures }) =>
    measures.filter(({ isSpeed }) => isSpeed).flatMap(({ differences }) => differences.map(({ says }) => says)),
  )
}

const VARIANTS = ['plain-increment', 'plain-read-write', 'atomic-load-store', 'atomic-add', 'mutex', 'per-worker-sum']

/** A run whose variants all have a speed of their own, times `factor`. */
function anyRun(id: string, seed: number, trials: number, variants: number, factor = 1): RunDocument {
  const random = new Prng(seed)
  const speeds = VARIANTS.slice(0, variants).map(
    (name, index) => [name, { throughputs: noisy(random, trials, 1e6 * (index + 1) * factor) }] as const,
  )
  return runOf(id, Object.fromEntries(speeds))
}

describe('a comparison of a run with another one of the same', () => {
  it.each([
    { trials: 5, variants: 1 },
    { trials: 7, variants: 6 },
    { trials: 30, variants: 3 },
  ])('shows no difference in at least 95 of 100, with $trials trials of $variants variants', ({ trials, variants }) => {
    const silent = Array.from({ length: 100 }, (_, round) => {
      const seed = 1000 * trials + 100 * variants + round
      return compared(anyRun('a-1', 2 * seed, trials, variants), anyRun('b-1', 2 * seed + 1, trials, variants))
    }).filter(comparison => wordsOf(comparison).every(word => word === 'no-difference'))
    expect(silent.length).toBeGreaterThanOrEqual(95)
    for (const { headline } of silent) expect(headline).toMatch(/^No difference shown between A and B/)
  })

  it('shows none in at least 95 of 100 where the machine was slower for a while, either', () => {
    const random = new Prng(31)
    const run = (id: string): RunDocument => runOf(id, { mutex: { throughputs: drifting(random, 60, 1e6, 0.5) } })
    const silent = Array.from({ length: 100 }, () => compared(run('a-1'), run('b-1'))).filter(comparison =>
      wordsOf(comparison).every(word => word === 'no-difference'),
    )
    expect(silent.length).toBeGreaterThanOrEqual(95)
  })

  it('shows one where there is one: of 25 % in at least 95 of 100, with 30 trials of 3 variants', () => {
    const found = Array.from({ length: 100 }, (_, round) =>
      compared(anyRun('a-1', 7000 + round, 30, 3), anyRun('b-1', 9000 + round, 30, 3, 1.25)),
    ).filter(comparison => wordsOf(comparison).every(word => word === 'faster'))
    expect(found.length).toBeGreaterThanOrEqual(95)
  })
})

const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]
const times = (factor: number): number[] => STEADY.map(value => value * factor)

describe('a comparison of runs', () => {
  it('says how many times as fast, with its interval, words first', () => {
    const found = compared(
      runOf('a-1', { mutex: { throughputs: STEADY } }),
      runOf('b-1', { mutex: { throughputs: times(1.42) } }),
    )
    expect(found.headline).toMatch(/^mutex: B is 1\.42× as fast as A \(1\.3\d to 1\.4\d\), in these two runs\.$/)
    const [measure] = present(found.variants[0]).measures
    expect(measure).toMatchObject({ name: 'throughput', faster: 'more', isSpeed: true })
    expect(present(measure).differences).toMatchObject([{ says: 'faster', n: 10 }])
    expect(present(measure).figures.map(({ median }) => Math.round(median))).toEqual([100, 142])
  })

  it('puts correctness before speed', () => {
    const broken = runOf('b-1', { mutex: { throughputs: times(2), lost: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0] } })
    const found = compared(runOf('a-1', { mutex: { throughputs: STEADY } }), broken)
    expect(found.headline).toMatch(/^mutex: passed in A and failed in B\. mutex: B is 2\.00× as fast/)
    expect(present(found.variants[0]).verdicts).toEqual(['passed', 'failed'])
    expect(present(found.variants[0]).outcomes.find(({ name }) => name === 'lost')).toMatchObject({
      grade: 'forbidden',
      seen: [
        { count: 0, of: 10 },
        { count: 1, of: 10 },
      ],
      // Seen once is seen, and the verdict says so; that it is seen more often is more than one trial can tell.
      differences: [{ says: 'no-difference', n: 10, doubt: null }],
    })
  })

  it('holds all other runs against the first', () => {
    const found = compared(
      runOf('a-1', { mutex: { throughputs: STEADY } }),
      runOf('b-1', { mutex: { throughputs: times(0.5) } }),
      runOf('c-1', { mutex: { throughputs: times(3) } }),
    )
    expect(wordsOf(found)).toEqual(['slower', 'faster'])
    expect(outcomesTables(found, null).map(({ columns }) => columns.slice(1))).toEqual([
      ['A', 'B', 'B against A'],
      ['A', 'C', 'C against A'],
    ])
    expect(found.runs.map(({ letter, id }) => [letter, id])).toEqual([
      ['A', 'a-1'],
      ['B', 'b-1'],
      ['C', 'c-1'],
    ])
    expect(found.headline).toMatch(/B is 0\.500× as fast as A .* C is 3\.00× as fast as A/)
  })

  it('says between which of several runs no difference is shown', () => {
    const steady = { throughputs: STEADY }
    const run = (id: string, factor: number) =>
      runOf(id, { mutex: { throughputs: times(factor) }, 'atomic-add': steady })
    const { headline } = compared(run('a-1', 1), run('b-1', 2), run('c-1', 3))
    expect(headline).toContain('No difference between A and B shown in atomic-add.')
    expect(headline).toContain('No difference between A and C shown in atomic-add.')
  })

  it('says what it cannot say where trials are too few', () => {
    const few = (id: string) => runOf(id, { mutex: { throughputs: [1, 2, 3] } })
    const found = compared(few('a-1'), few('b-1'))
    expect(wordsOf(found)).toEqual(['nothing'])
    expect(found.headline).toMatch(/^Nothing can be said of A and B: .*at least 5 samples of each, got 3 and 3\.$/)
  })

  it('compares what does not tell of speed as well, but claims no speed there', () => {
    const losing = (id: string, lost: number) =>
      runOf(id, { 'plain-increment': { throughputs: STEADY, lost: STEADY.map((_, index) => lost + (index % 3)) } })
    const { variants } = compared(losing('a-1', 2), losing('b-1', 12))
    const lost = present(present(variants[0]).measures.find(({ name }) => name === 'lost'))
    expect(lost).toMatchObject({ faster: null, isSpeed: false })
    expect(lost.differences).toMatchObject([{ says: 'more' }])
  })

  it('needs no interval to say that both have none', () => {
    const { variants } = compared(
      runOf('a-1', { mutex: { throughputs: STEADY } }),
      runOf('b-1', { mutex: { throughputs: STEADY } }),
    )
    const lost = present(present(variants[0]).measures.find(({ name }) => name === 'lost'))
    expect(lost.differences).toEqual([{ says: 'same' }])
  })

  it('claims no difference, however large, where others had part of the machine', () => {
    const base = runOf('a-1', { mutex: { throughputs: STEADY } })
    const other = runOf('b-1', { mutex: { throughputs: times(0.5) } })
    const busy: Warning = { code: 'host-busy', message: 'others had 40 % of the processors' }
    const found = compared(base, { ...other, warnings: [busy] })
    expect(wordsOf(found)).toEqual(['no-difference'])
    expect(found.headline).toBe(
      'No difference shown between A and B: others had part of the machine in B, and how much differs from run to run.',
    )
    expect(slowdownOf(found, 0.1)).toMatchObject({ beyond: [], untold: ['mutex in B'], exitCode: 6 })
    expect(slowdownOf(compared(base, other), 0.1)).toMatchObject({ beyond: ['mutex in B'], untold: [], exitCode: 1 })
  })

  it('says nothing of figures that their run calls invalid', () => {
    const base = runOf('a-1', { mutex: { throughputs: STEADY }, 'atomic-add': { throughputs: STEADY } })
    const invalid: Warning = {
      code: 'result-not-consumed',
      message: 'no',
      invalid: true,
      about: [{ variant: 'mutex' }],
    }
    const found = compared(base, { ...base, id: 'b-1', warnings: [invalid] })
    expect(wordsOf(found)).toEqual(['nothing', 'no-difference'])
    expect(found.headline).toContain('Nothing can be said of mutex: invalid in B (result-not-consumed).')
  })

  it('takes throughputs of documents from before trials had figures', () => {
    const old = (id: string, throughputs: readonly number[]): RunDocument => {
      const run = runOf(id, { mutex: { throughputs } })
      const variants = run.variants.map(one => ({
        ...one,
        trials: one.trials.map(({ measures, ...trial }) => ({
          ...trial,
          operations: measures?.['throughput'] ?? 0,
          durationMillis: 1000,
        })),
      }))
      return { ...run, variants }
    }
    expect(wordsOf(compared(old('a-1', STEADY), old('b-1', times(2))))).toEqual(['faster'])
  })

  it('lists what differed: what was asked, by what it was measured, and on what', () => {
    const base = runOf('a-1', { mutex: { throughputs: STEADY }, 'atomic-add': { throughputs: STEADY } })
    const other = runOf('b-1', { mutex: { throughputs: STEADY } })
    const changed: RunDocument = {
      ...other,
      seed: 8,
      primitives: 'javascript',
      machine: { ...other.machine, cpu: 'another processor', loadAverage: 3.5 },
      versions: { ...other.versions, node: 'v99.0.0' },
      variants: other.variants.map(one => ({ ...one, params: { ...one.params, workers: 4 } })),
    }
    const { differed, note } = compared(base, changed)
    const names = differed.map(({ about, name, values }) => `${about} ${name}: ${values.join(' | ')}`)
    expect(names).toEqual(
      expect.arrayContaining([
        'parameter workers: 2 | 4',
        'plan variants: mutex and atomic-add | mutex',
        'plan seed: 7 | 8',
        'instrument locks: webassembly | javascript',
        expect.stringMatching(/^version node: .* \| v99\.0\.0$/),
        expect.stringMatching(/^machine cpu: .* \| another processor$/),
        expect.stringMatching(/^machine loadAverage: .* \| 3\.5$/),
      ]),
    )
    expect(note).toContain('The runs were not asked the same: workers 2 and 4.')
    expect(note).toContain('different machines')
    expect(compared(base, { ...base, id: 'b-1' }).differed).toEqual([])
  })

  it('is the same whenever it is made', () => {
    const runs = [anyRun('a-1', 1, 10, 3), anyRun('b-1', 2, 10, 3)]
    expect(compared(...runs)).toEqual(compared(...structuredClone(runs)))
  })

  it('refuses runs that have nothing in common', () => {
    const base = runOf('a-1', { mutex: { throughputs: STEADY } })
    const refusals = [
      { runs: [base], why: 'got 1' },
      { runs: Array.from({ length: 9 }, (_, index) => ({ ...base, id: `a-${index}` })), why: 'got 9' },
      { runs: [base, { ...base, id: 'b-1', experiment: 'mutex' }], why: 'measure different things' },
      { runs: [base, base], why: 'named twice' },
      { runs: [base, runOf('b-1', { 'atomic-add': { throughputs: STEADY } })], why: 'no variant in common' },
    ]
    for (const { runs, why } of refusals) {
      const { code, message, hints } = labErrorOf(() => compared(...runs))
      expect(code).toBe('NOT_COMPARABLE')
      expect(message).toContain(why)
      expect(hints.allowed).toBeDefined()
      expect(hints.suggestion).toBeDefined()
    }
  })
})
