import { describe, expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { slowdownInWords, slowdownOf } from '../../../../src/cli/slowdown.ts'
import { comparisonMethod } from '../../../../src/contract/run-comparison-in-words.ts'
import type { MeasureDifference, RunComparison } from '../../../../src/contract/run-comparison.ts'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { toJson } from '../../../../src/engine/report/to-json.ts'
import { compareReferences } from '../../../../src/engine/run/compare-references.ts'
import { compareRuns } from '../../../../src/engine/run/compare-runs.ts'
import { KeptRuns } from '../../../../src/engine/run/kept-runs.ts'
import { areRepeats, repeatsOf, runsLike } from '../../../../src/engine/run/repeats.ts'
import { runOf } from '../../../helpers/compared-documents.ts'
import { gaussian } from '../../../helpers/noise.ts'
import { present } from '../../../helpers/present.ts'
import { dataFolderOfTest, openStore } from '../../../helpers/stored-runs.ts'

const STEADY = [99, 100, 101, 102, 98, 100.5, 99.5, 101.5, 98.5, 100.2]

const ONE = runOf('a-1', { mutex: { throughputs: STEADY } })

/** A run of one variant whose trials scatter by a hundredth around what the run got; `a-1` and `a-2` repeat each other. */
function run(id: string, factor = 1): RunDocument {
  const variants = ONE.variants.map(one => {
    const throughput = present(one.measures['throughput'])
    const trials = one.trials.map(trial => ({
      ...trial,
      measures: { ...trial.measures, throughput: factor * (trial.measures?.['throughput'] ?? 0) },
    }))
    const measures = { ...one.measures, throughput: { ...throughput, median: factor * throughput.median } }
    return { ...one, trials, measures }
  })
  return { ...ONE, id, variants, versions: { ...ONE.versions, interleave: id.slice(0, id.lastIndexOf('-')) } }
}

function compared(given: readonly RunDocument[], known: readonly RunDocument[] = []): RunComparison {
  return compareRuns(
    given.map(document => ({ document, name: '', imported: false })),
    { documents: known, warnings: [] },
  )
}

function speedOf({ variants }: RunComparison): Extract<MeasureDifference, { readonly ratio: number }> {
  const [difference] = present(variants[0]?.measures.find(({ isSpeed }) => isSpeed)).differences
  if (difference === undefined || !('ratio' in difference)) throw new Error('there is no ratio')
  return difference
}

/** Runs `a-1` … of which each got what its luck gave it. */
function lucky(kind: string, count: number, random: Prng, deviation: number, factor = 1): RunDocument[] {
  return Array.from({ length: count }, (_, index) =>
    run(`${kind}-${index + 1}`, factor * Math.exp(deviation * gaussian(random))),
  )
}

describe('a repeat of a run', () => {
  const base = run('a-1')

  it('differs in nothing but seed, load and the step of the clock', () => {
    const machine = { ...base.machine, loadAverage: 3.5, clockStepNanos: 53 }
    expect(areRepeats(base, { ...base, id: 'a-2', seed: 99, machine, startedAt: '2026-05-01T00:00:00.000Z' })).toBe(
      true,
    )
  })

  it.each<[string, RunDocument]>([
    ['another version', { ...base, versions: { ...base.versions, node: 'v99.0.0' } }],
    ['another machine', { ...base, machine: { ...base.machine, cpu: 'another processor' } }],
    ['another system', { ...base, machine: { ...base.machine, osRelease: '99.0' } }],
    ['other locks', { ...base, primitives: 'javascript' }],
    [
      'another parameter',
      { ...base, variants: base.variants.map(one => ({ ...one, params: { ...one.params, workers: 4 } })) },
    ],
    ['more variants', runOf('a-1', { mutex: { throughputs: STEADY }, 'atomic-add': { throughputs: STEADY } })],
    ['another experiment', { ...base, experiment: 'mutex' }],
  ])('is none with %s', (_, other) => {
    expect(areRepeats(base, other)).toBe(false)
  })

  it('came to its end, on a machine that was its own', () => {
    const busy = { ...run('a-2'), warnings: [{ code: 'host-busy', message: 'others had 40 %' }] }
    const others = [busy, { ...run('a-3'), state: 'cancelled' as const }, run('a-4'), run('b-1')]
    expect(repeatsOf(base, [base, ...others]).map(({ id }) => id)).toEqual(['a-1', 'a-4'])
  })
})

describe('the runs of the history that may be repeats', () => {
  it('are its own, ended, of the same variants, the newest', async () => {
    const history = new KeptRuns(openStore(dataFolderOfTest()), registry)
    const at = (second: number): string => new Date(Date.UTC(2026, 0, 2) + 1000 * second).toISOString()
    for (let index = 0; index < 60; index++) await history.finish({ ...run(`a-${index}`), startedAt: at(index) })
    await history.finish({ ...run('a-100'), startedAt: at(100), state: 'cancelled' })
    await history.finish({ ...runOf('a-101', { 'atomic-add': { throughputs: STEADY } }), startedAt: at(101) })
    await history.import(toJson({ ...run('a-102'), startedAt: at(102) }))
    const { documents, warnings } = await runsLike([run('a-59')], history)
    expect(documents.map(({ id }) => id)).toEqual(Array.from({ length: 49 }, (_, index) => `a-${58 - index}`))
    expect(warnings).toEqual([])
  })

  it('are none, with a warning, where there is no history to read', async () => {
    const { documents, warnings } = await runsLike([run('a-1')], new KeptRuns(null, registry))
    expect(documents).toEqual([])
    expect(warnings).toMatchObject([{ code: 'repeats-unread' }])
  })

  it('are found for a comparison, whoever asks for it', async () => {
    const history = new KeptRuns(openStore(dataFolderOfTest()), registry)
    for (const kind of ['a', 'b']) {
      for (const document of lucky(kind, 5, new Prng(3), 0.05)) await history.finish(document)
    }
    const references = [{ kept: 'a-1' }, { text: toJson(run('b-9', 1.1)) }]
    const found = await compareReferences(references, history)
    // Five of the one and, with the one from a file, six of the other.
    expect(speedOf(found)).toMatchObject({ says: 'no-difference', doubt: null, runToRun: { repeats: 11 } })
    expect(found.note).toMatch(/Runs differ by themselves by about ±\d\.\d\d\u202f% \(11 repeats\)\./)
  })
})

describe('a comparison of runs that differ by themselves', () => {
  it('claims nothing of two in which nothing that the lab knows of differed', () => {
    const found = compared([run('a-1'), run('a-2', 0.5)])
    expect(speedOf(found)).toMatchObject({
      says: 'no-difference',
      doubt: 'nothing that the lab knows of differed',
      runToRun: null,
    })
    expect(found.headline).toBe(
      'No difference shown between A and B: nothing that the lab knows of differed, so the machine did, or runs differ by themselves; none is claimed for what was run.',
    )
    expect(found.note).toContain(
      'How much runs differ by themselves is not known here: repeat each (5 runs on a quiet machine) to know.',
    )
    const slowdown = slowdownOf(found, 0.1)
    expect(slowdown).toEqual({ beyond: [], untold: ['mutex in B'], lacksRepeats: true, exitCode: 6 })
    expect(slowdownInWords(slowdown, 0.1)).toContain('repeats (5 runs of each) tell how much runs differ by themselves')
  })

  it('says the scope of what it claims of two that were not to be the same', () => {
    const found = compared([run('a-1'), run('b-1', 0.5)])
    expect(found.headline).toMatch(/^mutex: B is 0\.500× as fast as A \(0\.\d+ to 0\.\d+\), in these two runs\.$/)
    expect(found.note).toContain(
      'How much runs differ by themselves is not known here: repeat each (5 runs on a quiet machine) to know.',
    )
    expect(comparisonMethod(found)).toContain('intervals are of the trials of these runs alone')
    expect(slowdownOf(found, 0.1).exitCode).toBe(1)
    const equal = slowdownOf(compared([run('a-1'), run('b-1')]), 0.1)
    expect([equal.exitCode, slowdownInWords(equal, 0.1)]).toEqual([
      0,
      'Not slower by more than 10.0\u202f%, any of them, in these runs.',
    ])
  })

  it('says the scope once of many claims', () => {
    const of = (id: string, factor: number): RunDocument => {
      const throughputs = STEADY.map(value => value * factor)
      return runOf(id, { mutex: { throughputs }, 'atomic-add': { throughputs } })
    }
    const { headline } = compared([of('a-1', 1), of('b-1', 2)])
    expect(headline).toMatch(/^mutex: .*\)\. atomic-add: .*\)\. What differs does so in these runs\.$/)
  })

  it('has in its interval how much runs differ by themselves, and says so', () => {
    const random = new Prng(11)
    const known = [...lucky('a', 9, random, 0.03), ...lucky('b', 9, random, 0.03, 0.5)]
    const pair = [run('a-10'), run('b-10', 0.5)]
    const [alone, found] = [compared(pair), compared(pair, known)]
    expect(found.headline).toMatch(/^mutex: B is 0\.500× as fast as A \(0\.4\d+ to 0\.5\d+\)\.$/)
    expect(speedOf(found).low).toBeLessThan(speedOf(alone).low)
    expect(speedOf(found).high).toBeGreaterThan(speedOf(alone).high)
    expect(speedOf(found).runToRun).toMatchObject({ repeats: 20 })
    expect(found.note).toMatch(/Runs differ by themselves by about ±\d\.\d\d\u202f% \(20 repeats\)\./)
    expect(comparisonMethod(found)).toContain('Student’s quantile')
    expect(slowdownOf(found, 0.1).exitCode).toBe(1)
    expect(slowdownOf(found, 0.49)).toMatchObject({ lacksRepeats: false, exitCode: 6 })
  })

  it('takes repeats from among the runs that are compared', () => {
    const random = new Prng(17)
    const found = compared([...lucky('a', 5, random, 0.05), run('b-1', 3)])
    const [measure] = present(found.variants[0]).measures
    const shown = present(measure).differences.map(one => ('ratio' in one ? [one.says, one.runToRun?.repeats] : []))
    expect(shown).toEqual([...Array.from({ length: 4 }, () => ['no-difference', 5]), ['faster', 5]])
  })

  it('knows nothing of what has no logarithm in one of them, or is no measurement', () => {
    const lost = (id: string, value: number): RunDocument =>
      runOf(id, { mutex: { throughputs: STEADY, lost: STEADY.map(() => value) } })
    const known = [2, 3, 4, 5, 6].map(index => lost(`a-${index}`, index === 6 ? 0 : index))
    const found = compared([lost('a-1', 1), lost('b-1', 4)], known)
    const measure = present(present(found.variants[0]).measures.find(({ name }) => name === 'lost'))
    expect(measure.differences).toMatchObject([{ says: 'more', runToRun: null }])
    const invalid = known.map(one => ({
      ...one,
      warnings: [{ code: 'clock-jump', message: 'no', invalid: true as const }],
    }))
    expect(speedOf(compared([run('a-1'), run('b-1', 2)], invalid)).runToRun).toBeNull()
  })

  it('holds outcomes against repeats, too', () => {
    const losing = (id: string, times: number): RunDocument =>
      runOf(id, { 'plain-increment': { throughputs: STEADY, lost: STEADY.map((_, index) => Number(index < times)) } })
    const pair = [losing('a-1', 1), losing('b-1', 10)]
    const lostIn = ({ variants }: RunComparison) =>
      present(present(variants[0]).outcomes.find(({ name }) => name === 'lost')).differences[0]
    expect(lostIn(compared(pair))).toMatchObject({ says: 'more-often', runToRun: null })
    const [alike, apart] = [
      [1, 1, 2, 1],
      [0, 9, 3, 6],
    ].map(counts => counts.map((count, index) => losing(`a-${index + 2}`, count)))
    expect(lostIn(compared(pair, alike))).toMatchObject({ says: 'more-often', runToRun: { repeats: 5 } })
    expect(lostIn(compared(pair, apart))).toMatchObject({
      says: 'no-difference',
      runToRun: { repeats: 5 },
      doubt: null,
    })
    expect(lostIn(compared([losing('a-1', 1), losing('a-2', 10)]))).toMatchObject({ says: 'no-difference' })
  })

  it.each([
    { what: 'of the same', kinds: ['a', 'a'], repeats: 5 },
    { what: 'of the same', kinds: ['a', 'a'], repeats: 30 },
    { what: 'of what should not matter', kinds: ['a', 'b'], repeats: 5 },
    { what: 'of what should not matter', kinds: ['a', 'b'], repeats: 15 },
  ])('claims in at most 5 of 100 a difference $what, with $repeats repeats', ({ kinds, repeats }) => {
    const random = new Prng(23)
    const claims = Array.from({ length: 100 }, () => {
      const known = [...new Set(kinds)].flatMap(kind => lucky(kind, repeats - 1, random, 0.05))
      const pair = kinds.map((kind, index) => run(`${kind}-${100 + index}`, Math.exp(0.05 * gaussian(random))))
      return speedOf(compared(pair, known)).says
    }).filter(says => says !== 'no-difference')
    expect(claims.length).toBeLessThanOrEqual(5)
  })

  it('without repeats would claim most of them', () => {
    const random = new Prng(29)
    const claims = Array.from({ length: 100 }, () =>
      compared([...lucky('a', 1, random, 0.05), ...lucky('b', 1, random, 0.05)]),
    ).filter(one => speedOf(one).says !== 'no-difference')
    expect(claims.length).toBeGreaterThan(50)
    for (const { headline } of claims) expect(headline).toContain('in these two runs')
  })

  it('finds 1.5 times in at least 90 of 100, with five repeats of each', () => {
    const random = new Prng(31)
    const found = Array.from({ length: 100 }, () => {
      const [base, ...known] = [...lucky('a', 5, random, 0.05), ...lucky('b', 5, random, 0.05, 1.5)]
      const subject = present(known.pop())
      return speedOf(compared([present(base), subject], known)).says
    }).filter(says => says === 'faster')
    expect(found.length).toBeGreaterThanOrEqual(90)
  })
})
