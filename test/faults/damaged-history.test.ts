import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { damageAndUse, makePatterns, type Patterns, type Told } from './history/damaged.ts'
import { MUTATIONS } from './history/mutations.ts'

const TRIED = 200

describe('a damaged history', () => {
  let patterns: Patterns
  beforeAll(async () => {
    patterns = await makePatterns()
  })
  afterAll(() => {
    patterns.clearUp()
  })

  it('is told of, and set aside as it was found; what is whole in it is kept', { timeout: 300_000 }, async () => {
    const all: Told[] = []
    for (let seed = 0; seed < TRIED; seed += 1) all.push(await damageAndUse(patterns, seed))
    const told = all.filter(({ how }) => how !== 'whole')
    // Most bits of a file mean something.
    expect(told.length).toBeGreaterThan(TRIED / 2)
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(MUTATIONS.length)
    expect(told.some(({ kept }) => kept > 0)).toBe(true)
    console.info(summary(all))
  })
})

function summary(all: readonly Told[]): string {
  const counts = Map.groupBy(all, ({ kind, how }) => `${kind}: ${how}`)
  return [...counts]
    .map(([what, those]) => `${those.length} ${what}`)
    .sort()
    .join('\n')
}
