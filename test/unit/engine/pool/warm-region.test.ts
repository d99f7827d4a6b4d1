import { describe, expect, it } from 'vitest'
import { REGION_LIMIT_BYTES } from '../../../../src/engine/memory/region.ts'
import { WarmRegion } from '../../../../src/engine/pool/warm-region.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'

const SMALL = 10_000
const LARGE = 2 * 1024 * 1024

describe('the memory of sessions', () => {
  it('is the same for one session after the other, and zero for each', () => {
    const memory = new WarmRegion()
    const first = memory.take(SMALL)
    new Uint8Array(first.buffer).fill(7)
    memory.giveBack(first)
    const second = memory.take(2 * SMALL)
    expect(second).toBe(first)
    expect(new Uint8Array(second.buffer).every(byte => byte === 0)).toBe(true)
  })

  it('is never that of a session that still goes on, nor of one that a worker may still be in', () => {
    const memory = new WarmRegion()
    const first = memory.take(SMALL)
    expect(memory.take(SMALL)).not.toBe(first)
    memory.abandon(first)
    expect(memory.take(SMALL)).not.toBe(first)
  })

  it('is memory of its own for a session that needs much, which the next small one does not get', () => {
    const memory = new WarmRegion()
    const large = memory.take(LARGE)
    expect(large.buffer.byteLength).toBeGreaterThanOrEqual(LARGE)
    const small = memory.take(SMALL)
    expect(small).not.toBe(large)
    memory.giveBack(large)
    expect(memory.take(SMALL)).not.toBe(small)
  })

  it('is refused beyond the limit', () => {
    expect(labErrorOf(() => new WarmRegion().take(REGION_LIMIT_BYTES + 1)).code).toBe('MEMORY_LIMIT')
  })
})
