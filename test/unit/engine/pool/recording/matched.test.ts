import { describe, expect, it } from 'vitest'
import { matched } from '../../../../../src/engine/pool/recording/matched.ts'

describe('a matching', () => {
  it('goes by order where that serves all', () => {
    expect([...matched([1, 2], ['a', 'b'], () => true)]).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })

  it('lets a giver change its taker when another one would have none', () => {
    const fits = (giver: number, taker: string): boolean => giver === 1 || taker === 'a'
    expect(matched([1, 2], ['a', 'b'], fits).get('b')).toBe(1)
    expect(matched([1, 2], ['a', 'b'], fits).get('a')).toBe(2)
  })

  it('leaves out whom nobody fits', () => {
    expect(matched([1, 2], ['a', 'b', 'c'], (_, taker) => taker === 'c').size).toBe(1)
  })
})
