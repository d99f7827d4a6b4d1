import { describe, expect, it } from 'vitest'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { exploreRandomly } from '../../../../src/engine/explore/random.ts'
import { load, store } from '../../../../src/engine/sync/native/door.ts'
import { A, B, broken, futex, lostUpdate, program, repeated, sections } from './programs.ts'

describe('random schedules', () => {
  it('find no failure where there is none', () => {
    const program = sections('futex', 3, 3, futex.acquire, futex.release)
    expect(exploreRandomly(program, { schedules: 2_000, seed: 1 })).toMatchObject({ schedules: 2_000, failure: null })
  })

  it.each([
    ['two in a section', sections('two steps', 3, 3, broken.acquireInTwoSteps, broken.release)],
    ['a lost wake-up', sections('dropping', 3, 2, futex.acquireDroppingTheWaiters, futex.release)],
    ['a thread that has to stay away for long', lostUpdate(2, 10, 10)],
  ])('find %s', (_, program) => {
    expect(exploreRandomly(program, { schedules: 10_000, seed: 1 }).failure).not.toBeNull()
  })

  it('are the same for the same seed', () => {
    const program = sections('two steps', 3, 3, broken.acquireInTwoSteps, broken.release)
    const find = (seed: number) => exploreRandomly(program, { schedules: 1_000, seed }).failure?.schedule
    expect(find(7)).toBe(find(7))
    expect(new Set([1, 2, 3, 4, 5].map(find)).size).toBeGreaterThan(1)
  })

  it('reach the end states that a search reaches', () => {
    const ends = new Set<number>()
    const program = {
      ...lostUpdate(2, 3),
      atEnd: (end: { word(address: number): number }) => void ends.add(end.word(A)),
    }
    exploreRandomly(program, { schedules: 5_000, seed: 1 })
    const seen = [...ends].sort()
    ends.clear()
    explore(program)
    expect(seen).toEqual([...ends].sort())
    expect(seen).toEqual([2, 3, 4, 5, 6])
  })

  it('that do not end are given up and counted', () => {
    const spinning = () => {
      while (load(A) === 0) load(B)
    }
    const idle = program('spin', [[spinning], repeated(3, () => load(B))])
    expect(exploreRandomly(idle, { schedules: 4, seed: 1, maxSteps: 50 })).toMatchObject({ givenUp: 4, failure: null })
    expect(exploreRandomly(program('set', [[() => store(A, 1)]]), { schedules: 4, seed: 1 }).givenUp).toBe(0)
  })
})
