import { describe, expect, it } from 'vitest'
import { Patience } from '../../../../src/engine/pool/dispatch/patience.ts'

describe('patience', () => {
  it('looks for long while that pays, briefly while it does not, and tries again now and then', () => {
    const patience = new Patience(1_000, 10)
    const spent = (found: boolean, waits: number): number[] =>
      Array.from({ length: waits }, () => {
        const { looks } = patience
        patience.learn(found)
        return looks
      })
    expect(new Set(spent(true, 100))).toEqual(new Set([1_000]))
    const inVain = spent(false, 100)
    expect(inVain.slice(0, 4)).toEqual([1_000, 1_000, 10, 10])
    expect(inVain.filter(looks => looks === 1_000)).toHaveLength(5)
    patience.learn(true)
    expect(spent(true, 3)).toEqual([1_000, 1_000, 1_000])
  })
})
