import { describe, expect, it } from 'vitest'
import { FREE } from '../../../../src/base/lock-word.ts'
import { contest, type ContestResult } from '../../../helpers/mutex-contest.ts'
import type { MutexName } from '../../../helpers/mutexes.ts'

const LIMIT = 60_000

/** The check that the shipped mutex must pass and every broken twin must fail. */
async function findings(lock: MutexName): Promise<{ readonly broken: Set<string>; readonly seen: ContestResult[] }> {
  const seen = [
    await contest(lock, { workers: 3, passages: 1_500 }),
    await contest(lock, { workers: 4, passages: 1, opening: 'queue' }),
  ]
  return { broken: new Set(seen.flatMap(result => result.broken)), seen }
}

describe('a mutex on real threads', () => {
  it('lets one in at a time and leaves nobody asleep', { timeout: LIMIT }, async () => {
    const { broken, seen } = await findings('mutex')
    expect([...broken], JSON.stringify(seen, null, 1)).toEqual([])
    expect(seen[0]?.words).toMatchObject({ gate: FREE, total: 4_500 })
    expect(seen[1]?.words).toMatchObject({ gate: FREE, total: 4 })
    expect(seen[1]?.waits).toBe(3)
  })

  it(
    'is not held by those who are stopped while they wait, and stays with its holder',
    { timeout: LIMIT },
    async () => {
      const { broken, stopped, words } = await contest('mutex', { workers: 3, passages: 1, opening: 'stop' })
      expect(broken, JSON.stringify(words)).toEqual([])
      expect(stopped).toBe(2)
      expect(words).toMatchObject({ gate: FREE, total: 1 })
    },
  )

  it.each([
    ['without compare-exchange', 'mutual exclusion'],
    ['forgets the notify', 'lost wake-up'],
    ['forgets other waiters', 'lost wake-up'],
  ] as const)('whose twin %s is caught by its %s', { timeout: LIMIT }, async (twin, property) => {
    const { broken, seen } = await findings(twin)
    expect([...broken], JSON.stringify(seen, null, 1)).toContain(property)
  })
})
