import { describe, expect, it } from 'vitest'
import { stallOf } from '../../../../src/engine/analysis/stall.ts'
import type { StuckWorker } from '../../../../src/engine/analysis/stuck-worker.ts'

const waiting = (forWord: string, owner: number | null = null, timed = false): StuckWorker => {
  return { does: 'waits', forWord, owner, timed }
}

describe('a standstill', () => {
  it('is STALLED, with what everybody did, when its cause is not proved', () => {
    expect(stallOf([waiting('permits'), waiting('permits'), { does: 'runs' }], null)).toEqual({
      kind: 'stalled',
      cause: 'cause unproven: T1 and T2 wait for permits and T3 runs and gets nothing done',
      resources: ['permits'],
    })
  })

  it('is STALLED, and no deadlock, when workers wait for each other in a circle: that needs a proof of its own', () => {
    const { kind, cause, resources } = stallOf([waiting('forks[1]', 1), waiting('forks[0]', 0)], null)
    expect({ kind, resources }).toEqual({ kind: 'stalled', resources: ['forks[0]', 'forks[1]'] })
    expect(cause).toContain('T1 waits for forks 2, held by T2')
  })

  it.each([
    ['has returned', 'returned'],
    ['has thrown', 'threw'],
  ] as const)('is ABANDONED when somebody waits for what an owner that %s holds', (does, word) => {
    expect(stallOf([{ does }, waiting('gate', 0), waiting('gate', 0)], null)).toEqual({
      kind: 'abandoned',
      cause: `T2 waits for gate, which T1 held when it ${word}`,
      resources: ['gate'],
    })
  })

  it('is not ABANDONED when the wait ends by itself, or when the owner still runs', () => {
    expect(stallOf([{ does: 'has returned' }, waiting('gate', 0, true)], null).kind).toBe('stalled')
    expect(stallOf([{ does: 'runs' }, waiting('gate', 0)], null).kind).toBe('stalled')
  })

  it('tells who sleeps in an event loop from who runs', () => {
    const { kind, cause } = stallOf([{ does: 'sleeps' }, { does: 'runs' }, { does: 'sleeps' }], null)
    expect(kind).toBe('stalled')
    expect(cause).toContain('T1 and T3 sleep in their event loops')
    expect(cause).toContain('T2 runs and gets nothing done')
  })

  it('is LIVELOCK when retries rise, and STALLED when they could and do not', () => {
    const workers: StuckWorker[] = [{ does: 'runs' }, { does: 'runs' }]
    const livelock = stallOf(workers, 25)
    expect(livelock.kind).toBe('livelock')
    expect(livelock.cause).toContain('25 retries')
    expect(stallOf(workers, 0).kind).toBe('stalled')
    expect(stallOf(workers, null).kind).toBe('stalled')
  })

  it('names no more than eight workers one by one', () => {
    const workers = Array.from({ length: 64 }, () => waiting('gate'))
    expect(stallOf(workers, null).cause).toContain('T8 and 56 more wait for gate')
  })

  it('tells no more than six groups of workers, and how many more there are', () => {
    const workers = Array.from({ length: 64 }, (_, pair) => waiting(`turns[${String(pair)}]`))
    expect(stallOf(workers, null).cause).toMatch(/T6 waits for turns 6 and 58 more wait likewise$/)
  })
})
