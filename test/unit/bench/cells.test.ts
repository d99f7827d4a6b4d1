import { describe, expect, it } from 'vitest'
import { cellsOf, geometricMeans, jainIndex, speedOf, worstOf } from '../../bench/cells.ts'
import type { Pair, Round, Sample } from '../../bench/criterion.ts'

const sample = (millis: number): Sample => ({ millis, counted: null })
const pair = (subject: number, base: number): Pair => ({ subject: [sample(subject)], base: [sample(base)] })
const doing = (...perWorker: readonly number[]): Sample => ({ ...sample(1), perWorker })

describe('the figures of several cells', () => {
  const rounds: readonly Round[] = [
    [pair(1, 2), pair(1, 8)],
    [pair(2, 2), pair(1, 4)],
  ]

  it('are the base’s time over the subject’s, all turns of a round together', () => {
    expect(speedOf({ subject: [sample(1), sample(3)], base: [sample(4), sample(4)] })).toBe(2)
  })

  it('have a geometric mean in each round', () => {
    expect(geometricMeans(rounds, speedOf)).toEqual([4, 2])
  })

  it('are told cell by cell', () => {
    expect(cellsOf(rounds, speedOf)).toEqual([
      { index: 0, figures: [2, 1] },
      { index: 1, figures: [8, 4] },
    ])
  })

  it('have their worst cell by its median, not by its worst round', () => {
    const noisy = { index: 0, figures: [0.1, 1, 1] }
    const slow = { index: 1, figures: [0.9, 0.9, 0.9] }
    expect(worstOf([noisy, slow])).toBe(slow)
  })
})

describe('Jain’s index', () => {
  it.each([
    ['1 when all did as many', [5, 5, 5, 5], 1],
    ['1/n when one did all', [8, 0, 0, 0], 0.25],
    ['in between otherwise', [1, 3], 0.8],
  ])('is %s', (_, perWorker, index) => {
    expect(jainIndex([doing(...perWorker)])).toBe(index)
  })

  it('counts together what a worker did in several turns', () => {
    expect(jainIndex([doing(1, 3), doing(3, 1)])).toBe(1)
  })

  it('has no value where nobody did anything', () => {
    expect(() => jainIndex([doing(0, 0)])).toThrow('workers did something')
  })
})
