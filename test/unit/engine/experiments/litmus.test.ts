import { describe, expect, it } from 'vitest'
import { litmus, memory } from '../../../../src/engine/experiments/litmus/experiment.ts'
import { partyWith } from '../../../../src/engine/experiments/litmus/rounds.ts'
import {
  COMBINATIONS,
  registersIn,
  roundsOf,
  SLOTS,
  testNames,
  tests,
  workersOf,
  type Moves,
  type TestName,
} from '../../../../src/engine/experiments/litmus/tests.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const KNOBS = { workers: 4, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, test: 'all', rounds: 1_000 } as const
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }

/** One step of a party: what it stores, or the register that it loads into. */
type Step = { readonly store: 'x' | 'y' } | { readonly load: 'x' | 'y'; readonly into: number }

/** The parties' steps, read off the very definitions that the kernels run. */
function stepsOf(test: TestName): Step[][] {
  const array = (): Int32Array<SharedArrayBuffer> => new Int32Array(new SharedArrayBuffer(4))
  const board = { x: array(), y: array(), r0: array(), r1: array(), r2: array(), r3: array() }
  const registers = [board.r0, board.r1, board.r2, board.r3]
  return tests[test].parties.map(party => {
    const steps: Step[] = []
    const nameOf = (location: unknown) => (location === board.x ? 'x' : 'y')
    const store = (location: unknown): void => {
      steps.push({ store: nameOf(location) })
    }
    const load = (location: unknown, into: Int32Array<SharedArrayBuffer>): void => {
      steps.push({ load: nameOf(location), into: registers.indexOf(into) })
    }
    const moves: Moves = {
      store,
      storeBoth(first, second) {
        store(first)
        store(second)
      },
      loadBoth(first, second, into, next) {
        load(first, into)
        load(second, next)
      },
      storeThenLoad(mine, theirs, into) {
        store(mine)
        load(theirs, into)
      },
      loadThenStore(theirs, mine, into) {
        load(theirs, into)
        store(mine)
      },
    }
    party(moves, board, 1)
    return steps
  })
}

/** What the registers can hold after any interleaving of the steps: the independent model of "sequential". */
function sequentialResults(test: TestName): Set<string> {
  const parties = stepsOf(test)
  const results = new Set<string>()
  const explore = (at: readonly number[], stored: ReadonlySet<string>, registers: readonly string[]): void => {
    const movable = parties.flatMap((steps, party) => ((at[party] ?? 0) < steps.length ? [party] : []))
    if (movable.length === 0) results.add(registers.join(''))
    for (const party of movable) {
      const index = at[party] ?? 0
      const step = parties[party]?.[index]
      const next = at.with(party, index + 1)
      if (step === undefined) continue
      if ('store' in step) explore(next, new Set([...stored, step.store]), registers)
      else explore(next, stored, registers.with(step.into, stored.has(step.load) ? '1' : '0'))
    }
  }
  const none = Array.from({ length: tests[test].registers }, () => '0')
  explore(
    parties.map(() => 0),
    new Set(),
    none,
  )
  return results
}

function wordsWith(counted: Partial<Record<TestName, Readonly<Record<string, number>>>>, strange = 0) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  words.strange.store(strange)
  for (const test of testNames) {
    for (const [registers, rounds] of Object.entries(counted[test] ?? {})) {
      words.counts.items[testNames.indexOf(test) * COMBINATIONS + Number.parseInt(registers, 2)] = rounds
    }
  }
  return buffer
}

function judge(variant: string, buffer: SharedArrayBuffer, test: TestName, rounds: number) {
  const done = { operations: rounds * 2, perWorker: tests[test].parties.map(() => rounds) }
  return litmus.attach(buffer, 0).judge(variant, { ...KNOBS, test, rounds }, done, TIMING)
}

describe('the tests', () => {
  it.each(testNames)('of %s: the weak result is the one that no interleaving can produce', test => {
    const all = Array.from({ length: 2 ** tests[test].registers }, (_, bits) => registersIn(test, bits))
    const possible = sequentialResults(test)
    expect(all.filter(registers => !possible.has(registers))).toEqual([tests[test].weak])
  })

  it('share the rounds out, all of them', () => {
    for (const rounds of [1, 4, 5, 6, 1_000_000, 99_999_999]) {
      const shares = testNames.map(test => roundsOf(test, 'all', rounds))
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(rounds)
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }
    expect(testNames.map(test => roundsOf(test, 'lb', 7))).toEqual([0, 0, 7, 0, 0])
  })

  it('take two workers, or four where IRIW runs', () => {
    expect(testNames.map(test => workersOf(test, 10))).toEqual([2, 2, 2, 2, 4])
    expect([workersOf('all', 4), workersOf('all', 5)]).toEqual([2, 4])
  })
})

describe('the outcome of a trial', () => {
  it('is the worst that some round came to, beside the tally of all rounds', () => {
    const buffer = wordsWith({ sb: { '00': 3, '01': 50, '10': 40, '11': 7 } })
    expect(judge('plain', buffer, 'sb', 100)).toMatchObject({
      outcome: 'sb-weak',
      tally: { sequential: 97, 'sb-weak': 3 },
      failedChecks: [],
    })
    const grades = (variant: string) => litmus.outcomes(variant).map(({ grade }) => grade)
    expect(grades('plain')).toEqual(['acceptable', ...testNames.map(() => 'interesting')])
    expect(grades('atomic')).toEqual(['acceptable', ...testNames.map(() => 'forbidden')])
  })

  it('is undeclared where a register held what nobody stored', () => {
    const buffer = wordsWith({ mp: { '00': 9 } }, 1)
    expect(judge('plain', buffer, 'mp', 10)).toMatchObject({ outcome: 'undeclared', tally: { undeclared: 1 } })
  })

  it('has rows for the tests that ran only, with the rounds that each of them had', () => {
    const rows = (test: TestName | 'all') =>
      litmus.outcomes('plain', { ...KNOBS, test }).map(({ name, rounds }) => `${name} ${String(rounds)}`)
    expect(rows('iriw')).toEqual(['sequential 1000', 'iriw-weak 1000'])
    expect(rows('all')).toEqual(['sequential 1000', ...testNames.map(test => `${test}-weak 200`)])
  })

  it('fails its check when rounds are missing', () => {
    expect(judge('atomic', wordsWith({ sb: { '11': 9 } }), 'sb', 10).failedChecks).toEqual(['rounds-add-up'])
  })
})

describe('a party', () => {
  it('ends with STOPPED when the trial is stopped while it waits for the others', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const context = new FakeRoleContext(0, buffer)
    context.inTheGap = () => (context.stopped = true)
    const moves: Moves = {
      store: () => undefined,
      storeBoth: () => undefined,
      loadBoth: () => undefined,
      storeThenLoad: () => expect.unreachable('nobody else came'),
      loadThenStore: () => undefined,
    }
    expect(() => {
      partyWith(moves)(memory.bind(buffer, 0), { ...KNOBS, test: 'sb', rounds: SLOTS }, context)
    }).toThrow(/stopped/)
  })
})
