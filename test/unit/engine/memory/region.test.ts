import { describe, expect, it } from 'vitest'
import { hasWasmThreads, Region, REGION_LIMIT_BYTES } from '../../../../src/engine/memory/region.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'

describe('Region', () => {
  it('holds at least what was asked for, zero-filled, in whole pages', () => {
    for (const bytes of [1, 65_536, 65_537, 200_000]) {
      const { buffer } = Region.allocate(bytes)
      expect(buffer).toBeInstanceOf(SharedArrayBuffer)
      expect(buffer.byteLength).toBe(Math.ceil(bytes / 65_536) * 65_536)
      expect(new Uint8Array(buffer).every(byte => byte === 0)).toBe(true)
    }
  })

  it('never grows', () => {
    expect(Region.allocate(1).buffer.growable).toBe(false)
  })

  it('refuses more than its limit before it allocates, and says what is allowed', () => {
    // Two to the fifty bytes cannot be had: a RangeError would mean that allocating was tried first.
    for (const bytes of [REGION_LIMIT_BYTES + 1, 2 ** 50]) {
      const error = labErrorOf(() => Region.allocate(bytes))
      expect(error.code).toBe('MEMORY_LIMIT')
      expect(error.hints.allowed).toContain('256')
    }
  })

  it('is the same memory for whoever attaches to it', () => {
    const region = Region.allocate(1)
    const attached = Region.attach(region.memory)
    new Uint8Array(region.buffer)[128] = 42
    expect(new Uint8Array(attached.buffer)[128]).toBe(42)
    expect(attached.buffer).toBe(region.buffer)
  })

  it('clears the bytes it is told to and no others', () => {
    const region = Region.allocate(1)
    const bytes = new Uint8Array(region.buffer)
    bytes.fill(7)
    region.clear(128, 256)
    expect(bytes.subarray(0, 128).every(byte => byte === 7)).toBe(true)
    expect(bytes.subarray(128, 384).every(byte => byte === 0)).toBe(true)
    expect(bytes.subarray(384).every(byte => byte === 7)).toBe(true)
  })

  it('finds that compiled code can work on shared memory here', () => {
    expect(hasWasmThreads()).toBe(true)
  })
})
