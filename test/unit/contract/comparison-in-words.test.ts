import { describe, expect, it } from 'vitest'
import type { Compared, ComparedRun } from '../../../src/contract/comparison.ts'
import {
  comparisonNotes,
  comparisonOf,
  comparisonsOf,
  comparisonTableOf,
} from '../../../src/contract/comparison-in-words.ts'
import { present } from '../../helpers/present.ts'

function run(actual: number, more: Partial<ComparedRun> = {}): ComparedRun {
  return { expected: 200, actual, wallMillis: 10, cpuMillis: 8, serialMillis: null, ...more }
}

function compared(name: string, runs: ComparedRun[], more: Partial<Compared> = {}): Compared {
  const meanings = { wrongIs: 'interesting', ifRight: 'nothing lost', ifWrong: 'something lost' } as const
  return { name, state: 'ran', why: null, runs, ...meanings, ...more }
}

const absent = compared('C', [], { state: 'absent', why: 'not found', ifRight: '', ifWrong: '' })

describe('a comparison', () => {
  it('has a row for everybody over all trials: medians, and the result farthest from the expected one', () => {
    const trials = [
      { compared: [compared('A', [run(200), run(150)]), compared('B', [run(200)]), absent] },
      { compared: [compared('A', [run(190, { wallMillis: 30, cpuMillis: 20 })]), compared('B', [run(200)]), absent] },
      {},
    ]
    expect(comparisonOf(trials)).toMatchObject([
      { name: 'A', runs: 3, wrong: 2, actual: 150, expected: 200, grade: 'interesting', wallMillis: 10, cpuMillis: 8 },
      { name: 'B', runs: 2, wrong: 0, actual: 200, grade: 'acceptable', note: 'nothing lost' },
      { name: 'C', runs: 0, wrong: 0, grade: null, state: 'absent', note: 'not found', wallMillis: null },
    ])
    expect(comparisonOf([{}])).toEqual([])
  })

  it('has a median of what every run has, and of nothing else', () => {
    const [row] = comparisonOf([{ compared: [compared('A', [run(200, { serialMillis: 20 }), run(200)])] }])
    expect(present(row).speedUp).toBeNull()
    const [fast] = comparisonOf([{ compared: [compared('A', [run(200, { serialMillis: 20, cpuMillis: null })])] }])
    expect(fast).toMatchObject({ speedUp: 2, cpuMillis: null })
  })

  it('does not hide a trial without a result behind one that has it', () => {
    const failed = compared('A', [], { state: 'failed', why: 'timed out' })
    const [row] = comparisonOf([{ compared: [compared('A', [run(200)])] }, { compared: [failed] }])
    expect(row).toMatchObject({ state: 'failed', note: 'timed out', runs: 1 })
  })

  it('is told in cells and in notes, those of one meaning together', () => {
    const rows = comparisonOf([
      { compared: [compared('A', [run(150)]), compared('B', [run(200)]), compared('D', [run(200)]), absent] },
    ])
    const { columns, cells } = comparisonTableOf(rows)
    expect(columns).toEqual(['who', 'result', 'wrong in', 'wall', 'CPU'])
    expect(cells.map(([, result]) => result)).toEqual(['150 for 200', '200', '200', 'absent'])
    expect(cells[0]).toEqual(['A', '150 for 200', '1 of 1 runs', '10.0\u202fms', '8.00\u202fms'])
    expect(comparisonNotes(rows)).toEqual(['A: something lost.', 'B and D: nothing lost.', 'C: not found.'])
  })

  it('says what is missing once, however many variants miss it', () => {
    const trials = [{ compared: [compared('A', [run(200)]), absent] }]
    const told = comparisonsOf([
      { variant: 'one', trials },
      { variant: 'two', trials },
      { variant: 'three', trials: [] },
    ])
    expect(told.map(({ variant, notes }) => [variant, notes])).toEqual([
      ['one', ['A: nothing lost.', 'C: not found.']],
      ['two', []],
    ])
  })
})
