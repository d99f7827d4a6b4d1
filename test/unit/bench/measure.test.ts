import { describe, expect, it } from 'vitest'
import { benchDocumentSchema, type Target } from '../../bench/bench-document.ts'
import { FlawedMeasurement, type Comparison, type Sample, type Side } from '../../bench/criterion.ts'
import { measure, type Measured } from '../../bench/measure.ts'
import { comparisonOf, type OneContest } from '../../bench/one-contest.ts'
import type { RoundPlan } from '../../bench/rounds.ts'

const PLAN = { rounds: 3, roundsPerOpening: 2, coresAreFree: null, patience: 0, waitMillis: 0 }

const taking =
  (millis: number): Side =>
  () =>
    Promise.resolve({ millis, counted: null })

function contest(sides: { subject: Side; base: Side }, more: Partial<OneContest> = {}): OneContest {
  return {
    name: 'subject',
    base: 'base',
    must: null,
    goal: null,
    note: 'what it means',
    whyMissed: 'the reason',
    turns: 2,
    ratioOf: (subject, base) => base / subject,
    absolute: (subject, base) => `${subject} against ${base}`,
    open: () => Promise.resolve({ ...sides, close: () => Promise.resolve() }),
    ...more,
  }
}

async function measureOne(one: OneContest, plan: RoundPlan): Promise<Measured | undefined> {
  const [only] = await measure(comparisonOf(one), plan)
  return only
}

const atLeast = (value: number): Target => ({ at: 'least', value })

describe('measuring a criterion', () => {
  it('gives a row of the ratio, the targets and the times per measurement', async () => {
    const sides = { subject: taking(4), base: taking(2) }
    expect(await measureOne(contest(sides, { must: atLeast(0.5), goal: atLeast(0.6) }), PLAN)).toEqual({
      valid: true,
      row: {
        name: 'subject',
        base: 'base',
        ratio: { median: 0.5, q1: 0.5, q3: 0.5, rounds: 3 },
        must: { at: 'least', value: 0.5 },
        goal: { at: 'least', value: 0.6 },
        mustMet: true,
        goalMet: false,
        note: 'what it means; 4 against 2; goal missed: the reason',
      },
    })
  })

  it('lets the sides take turns in going first', async () => {
    const order: string[] = []
    const noting =
      (who: string): Side =>
      () => {
        order.push(who)
        return Promise.resolve({ millis: 1, counted: null })
      }
    await measureOne(contest({ subject: noting('A'), base: noting('B') }, { turns: 1 }), PLAN)
    expect(order.join('')).toBe('ABBAAB')
  })

  it('opens both sides anew every few rounds and closes them every time', async () => {
    const log: string[] = []
    const open: OneContest['open'] = () => {
      log.push('open')
      const close = (): Promise<void> => {
        log.push('close')
        return Promise.resolve()
      }
      return Promise.resolve({ subject: taking(1), base: taking(1), close })
    }
    await measureOne(contest({ subject: taking(1), base: taking(1) }, { open }), PLAN)
    expect(log).toEqual(['open', 'close', 'open', 'close'])
  })

  it('waits for free cores, and repeats a round at whose end one was taken', async () => {
    const log: string[] = []
    const subject: Side = () => {
      log.push('round')
      return Promise.resolve({ millis: 1, counted: null })
    }
    const answers = [false, true, false, true, true] // two looks before the first round, one after it; then a good one
    const coresAreFree = (): Promise<boolean> => {
      const free = answers.shift() ?? true
      log.push(free ? 'free' : 'taken')
      return Promise.resolve(free)
    }
    const plan = { rounds: 1, roundsPerOpening: 1, coresAreFree, patience: 1, waitMillis: 0 }
    const measured = await measureOne(contest({ subject, base: taking(1) }, { turns: 1 }), plan)
    expect(log).toEqual(['taken', 'free', 'round', 'taken', 'free', 'round', 'free'])
    expect(measured).toMatchObject({ valid: true, row: { ratio: { rounds: 1 }, note: 'what it means; 1 against 1' } })
  })

  it('blames a busy machine when other work never let go', async () => {
    const plan = {
      rounds: 1,
      roundsPerOpening: 1,
      patience: 0,
      waitMillis: 0,
      coresAreFree: () => Promise.resolve(false),
    }
    const measured = await measureOne(contest({ subject: taking(1), base: taking(1) }, { must: atLeast(2) }), plan)
    const note = measured?.valid === true ? measured.row.note : ''
    expect(note).toBe(
      'what it means; 1 against 1; other work held a core in 1 of the 1 rounds; must missed: the machine was busy; measure again on a quiet one',
    )
  })

  it('makes no row of work that came out wrong', async () => {
    const flawed: Side = () => Promise.reject(new FlawedMeasurement('C counted 7 of 8 additions'))
    expect(await measureOne(contest({ subject: taking(1), base: flawed }), PLAN)).toEqual({
      valid: false,
      absent: { name: 'subject', why: 'invalid: C counted 7 of 8 additions' },
    })
  })

  it('makes no row of rounds that are wrong only taken together', async () => {
    const sides = { subject: taking(1), base: taking(1) }
    const measured = await measureOne(contest(sides, { flawOf: () => 'nothing was raced' }), PLAN)
    expect(measured).toEqual({ valid: false, absent: { name: 'subject', why: 'invalid: nothing was raced' } })
  })

  it('does not hide that a side broke', async () => {
    const broken: Side = () => Promise.reject<Sample>(new Error('the process is gone'))
    await expect(measureOne(contest({ subject: broken, base: taking(1) }), PLAN)).rejects.toThrow('the process is gone')
  })
})

describe('measuring several contests together', () => {
  const read = (rounds: Parameters<Comparison['criteria'][number]['read']>[0]): readonly number[] =>
    rounds.map(round => round.reduce((sum, { subject }) => sum + (subject[0]?.millis ?? 0), 0))
  const row = { base: 'base', must: null, goal: null, note: 'note', whyMissed: '' }
  const together: Comparison = {
    whyAbsent: null,
    turns: 1,
    flawOf: () => null,
    criteria: [
      { ...row, name: 'the sum', read: rounds => ({ figures: read(rounds), inWords: 'of both' }) },
      { ...row, name: 'its double', read: rounds => ({ figures: read(rounds).map(sum => 2 * sum), inWords: 'twice' }) },
    ],
    open: () =>
      Promise.resolve({
        contests: [3, 4].map(millis => ({ subject: taking(millis), base: taking(1) })),
        close: () => Promise.resolve(),
      }),
  }

  it('makes a row for each criterion from the same rounds', async () => {
    const measured = await measure(together, PLAN)
    expect(measured).toMatchObject([
      { row: { name: 'the sum', ratio: { median: 7, rounds: 3 }, note: 'note; of both' } },
      { row: { name: 'its double', ratio: { median: 14, rounds: 3 }, note: 'note; twice' } },
    ])
  })

  it('makes none of them of work that came out wrong in one', async () => {
    const flawed: Side = () => Promise.reject(new FlawedMeasurement('Rust counted 7 of 8'))
    const open: Comparison['open'] = () =>
      Promise.resolve({
        contests: [
          { subject: taking(1), base: taking(1) },
          { subject: taking(1), base: flawed },
        ],
        close: () => Promise.resolve(),
      })
    const measured = await measure({ ...together, open }, PLAN)
    expect(measured).toEqual(
      ['the sum', 'its double'].map(name => ({ valid: false, absent: { name, why: 'invalid: Rust counted 7 of 8' } })),
    )
  })
})

describe('the bench document', () => {
  const machine = { cpu: 'a', cores: 2, memoryBytes: 1, platform: 'linux', arch: 'x64', osRelease: '1' }
  const versions = {
    interleave: '0.1.0',
    node: '24.0.0',
    v8: '13.6',
    cc: null,
    rustc: null,
    python: 'CPython 3.11.7 with its GIL',
  }

  it('accepts what a measurement makes', async () => {
    const measured = await measureOne(contest({ subject: taking(4), base: taking(2) }, { must: atLeast(1) }), PLAN)
    const rows = measured?.valid === true ? [measured.row] : []
    const absent = [{ name: 'another', why: 'no C compiler' }]
    const document = { schema: 'interleave.bench/1', rows, absent, machine, versions }
    expect(benchDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document)
    expect(rows).toHaveLength(1)
  })

  it('refuses a row without its spread', () => {
    const row = { name: 'a', base: 'b', ratio: { median: 1, rounds: 11 }, must: null, goal: null }
    const document = { schema: 'interleave.bench/1', rows: [row], absent: [], machine, versions }
    expect(benchDocumentSchema.safeParse(document).success).toBe(false)
  })
})
