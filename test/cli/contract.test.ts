import { beforeAll, describe, expect, it } from 'vitest'
import { runDocumentSchema, type RunDocument, type VariantResult } from '../../src/contract/run-document.ts'
import { present } from '../helpers/present.ts'
import { contractTrouble } from './contract-trouble.ts'
import { runInterleave, type Finished } from './run-interleave.ts'

const WORKERS = 2
const ADDITIONS = 1_000_000
const TRIALS = 20
const ALL = WORKERS * ADDITIONS
/** What is asked of losses holds where the machine does nothing else; a run says itself where it did. */
const MOST_RUNS = 3
const BROKEN = ['plain-increment', 'plain-read-write', 'atomic-load-store']
const FIXED = ['atomic-add', 'mutex', 'per-worker-sum']
const LINE = `run lost-update --workers ${WORKERS} --set additions=${ADDITIONS} --trials ${TRIALS} --json`

describe(`interleave ${LINE}`, () => {
  let finished: Finished
  let document: unknown
  let run: RunDocument

  beforeAll(async () => {
    let left = MOST_RUNS
    do {
      finished = await runInterleave(LINE.split(' '))
      document = JSON.parse(finished.stdout)
      run = runDocumentSchema.parse(document)
    } while (--left > 0 && run.warnings.some(({ code }) => code === 'host-busy'))
  })

  function variant(name: string): VariantResult {
    return present(
      run.variants.find(candidate => candidate.variant === name),
      name,
    )
  }

  function actuals(name: string): number[] {
    return variant(name).trials.map(({ observed }) => Number(observed['actual']))
  }

  it('ends with 0 and prints one document and nothing else on stdout', () => {
    expect(finished).toMatchObject({ code: 0, signal: null })
    expect(finished.stdout).toBe(`${JSON.stringify(document, null, 2)}\n`)
    expect(finished.stderr).not.toContain('error')
  })

  it('keeps the contract, field by field', () => {
    expect(contractTrouble(document)).toEqual([])
  })

  it('has no field that the schema does not know', () => {
    expect(run).toEqual(document)
  })

  it('says what was asked for', () => {
    expect(run).toMatchObject({ experiment: 'lost-update', state: 'completed', verdict: 'passed' })
    expect(run.variants.map(({ variant: name }) => name)).toEqual([...BROKEN, ...FIXED])
    for (const { params, trials } of run.variants) {
      expect(params).toMatchObject({ workers: WORKERS, additions: ADDITIONS, trials: TRIALS })
      expect(trials).toHaveLength(TRIALS)
    }
  })

  it('observes expected and actual in every trial, and nothing else', () => {
    for (const { trials } of run.variants) {
      for (const { observed } of trials) {
        expect(Object.keys(observed)).toEqual(['expected', 'actual'])
        expect(observed['expected']).toBe(ALL)
      }
    }
  })

  it('shows every outcome in every variant, those that did not occur with a 0', () => {
    for (const { outcomes } of run.variants) {
      expect(outcomes.map(({ name }) => name)).toEqual(['exact', 'lost', 'below-floor', 'above-ceiling'])
      expect(outcomes.find(({ name }) => name === 'below-floor')).toMatchObject({ grade: 'forbidden', count: 0 })
      expect(outcomes.find(({ name }) => name === 'above-ceiling')).toMatchObject({ grade: 'forbidden', count: 0 })
      expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(TRIALS)
    }
  })

  it.each(BROKEN)('grades a loss in %s as interesting', name => {
    expect(variant(name).outcomes.find(row => row.name === 'lost')?.grade).toBe('interesting')
  })

  it.each(FIXED)('grades a loss in %s as forbidden', name => {
    expect(variant(name).outcomes.find(row => row.name === 'lost')?.grade).toBe('forbidden')
  })

  it.each(FIXED)('finds %s exact in every trial', name => {
    expect(actuals(name)).toEqual(Array.from({ length: TRIALS }, () => ALL))
  })

  it('finds that atomic-load-store loses in at least 18 of 20 trials', () => {
    const losses = actuals('atomic-load-store').filter(actual => actual < ALL)
    expect(losses.length, `finals ${actuals('atomic-load-store').join(', ')}`).toBeGreaterThanOrEqual(18)
  })

  it.each([...BROKEN, ...FIXED])('leaves every final value of %s between 2 and K x N', name => {
    expect(actuals(name).filter(actual => actual < 2 || actual > ALL)).toEqual([])
  })

  it('names each outcome after what was observed', () => {
    for (const { trials } of run.variants) {
      for (const { observed, outcome } of trials) {
        expect(outcome).toBe(observed['actual'] === ALL ? 'exact' : 'lost')
      }
    }
  })

  it('counts workers x additions operations in every trial', () => {
    const operations = run.variants.flatMap(({ trials }) => trials.map(trial => trial.operations))
    expect(operations).toEqual(operations.map(() => ALL))
  })

  it('measures throughput and losses of all trials in every variant', () => {
    for (const { measures, trials } of run.variants) {
      const rates = trials.map(({ operations, durationMillis }) => (operations / durationMillis) * 1000)
      expect(measures['throughput']).toMatchObject({ unit: 'additions/s', n: TRIALS })
      expect(measures['throughput']?.median).toBeGreaterThanOrEqual(Math.min(...rates))
      expect(measures['throughput']?.median).toBeLessThanOrEqual(Math.max(...rates))
    }
    for (const name of FIXED) expect(variant(name).measures['lost']?.median).toBe(0)
  })

  it('would not pass if a field of the contract were missing or of another type', () => {
    const excused = paths(document).filter(path => {
      return [undefined, true].some(other => contractTrouble(replaced(document, path, other)).length === 0)
    })
    expect(excused.map(path => path.join('.'))).toEqual([])
  })

  it('would not pass if the verdict, a count or an index were wrong', () => {
    const lies: (readonly [(string | number)[], unknown])[] = [
      [['verdict'], 'failed'],
      [['variants', 0, 'verdict'], 'inconclusive'],
      [['variants', 0, 'outcomes', 0, 'count'], TRIALS + 1],
      [['variants', 3, 'outcomes', 0, 'grade'], 'forbidden'],
      [['variants', 0, 'trials', 1, 'index'], 0],
      [['variants', 0, 'trials', 0, 'outcome'], null],
      [['variants', 0, 'trials', 0, 'state'], 'cancelled'],
    ]
    for (const [path, lie] of lies)
      expect(contractTrouble(replaced(document, path, lie)), path.join('.')).not.toEqual([])
  })
})

/** Where the contract's own fields stand, in the first variant and its first entries. */
function paths(document: unknown): (string | number)[][] {
  const top = 'schema id experiment seed startedAt durationMillis state verdict variants warnings machine versions'
  const own = 'variant params verdict state outcomes trials measures deadlocks'
  const trial = 'index state durationMillis operations observed'
  const place = (prefix: (string | number)[], names: string): (string | number)[][] =>
    names.split(' ').map(name => [...prefix, name])
  const all = [
    ...place([], top),
    ...place(['variants', 0], own),
    ...place(['variants', 0, 'outcomes', 0], 'name grade count description'),
    ...place(['variants', 0, 'trials', 0], trial),
    ...place(['variants', 0, 'measures', 'throughput'], 'unit median low high n'),
  ]
  return all.filter(path => reach(document, path) !== undefined)
}

function reach(document: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((place, key) => Reflect.get(objectFrom(place), key), document)
}

/** A copy with another value at `path`; undefined takes the field out. */
function replaced(document: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const copy: unknown = structuredClone(document)
  const owner = objectFrom(reach(copy, path.slice(0, -1)))
  if (value === undefined) Reflect.deleteProperty(owner, path.at(-1) ?? '')
  else Reflect.set(owner, path.at(-1) ?? '', value)
  return copy
}

function objectFrom(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value
  throw new Error(`expected an object, got ${String(value)}`)
}
