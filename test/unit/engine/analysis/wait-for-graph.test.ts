import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeWaits, victimOf, type SeenWait } from '../../../../src/engine/analysis/wait-for-graph.ts'

const NOBODY = { gone: new Set<number>(), byPreference: new Set<number>() }

/** A worker that waits, all through the look, for what `owner` has. */
function waitsFor(owner: number, changed: Partial<SeenWait> = {}): SeenWait {
  return { epochBefore: 3, waitsFor: owner, timed: false, owner, epochAfter: 3, ...changed }
}

const runs: SeenWait = { epochBefore: 4, waitsFor: -1, timed: false, owner: -1, epochAfter: 4 }

describe('the deadlock rule', () => {
  it('proves a circle, told from its smallest worker, and no bystander', () => {
    const waits = [waitsFor(3), waitsFor(2), waitsFor(3), waitsFor(1), runs]
    expect(judgeWaits(waits, NOBODY)).toEqual({ proved: [[1, 2, 3]], rejected: 0 })
  })

  it('proves two circles at once', () => {
    const waits = [waitsFor(1), waitsFor(0), waitsFor(3), waitsFor(2)]
    expect(judgeWaits(waits, NOBODY).proved).toEqual([
      [0, 1],
      [2, 3],
    ])
  })

  it.each([
    ['a member that moved on meanwhile', waitsFor(0, { epochAfter: 5 }), 1],
    ['a member that is about to wait, or just done', waitsFor(0, { epochBefore: 2, epochAfter: 2 }), 1],
    ['a wait with a time limit', waitsFor(0, { timed: true }), 0],
    ['what nobody owns', waitsFor(0, { owner: -1 }), 0],
  ])('does not prove one with %s', (_, second, rejected) => {
    expect(judgeWaits([waitsFor(1), second], NOBODY)).toEqual({ proved: [], rejected })
  })

  it('does not take a worker that has just got its lock for one that waits for itself', () => {
    expect(judgeWaits([waitsFor(0)], NOBODY)).toEqual({ proved: [], rejected: 0 })
  })

  it('leaves out who has left, and waits that are due to a preference', () => {
    const waits = [waitsFor(1), waitsFor(0)]
    expect(judgeWaits(waits, { ...NOBODY, gone: new Set([1]) }).proved).toEqual([])
    expect(judgeWaits(waits, { ...NOBODY, byPreference: new Set([0]) }).proved).toEqual([])
  })

  it('finds just the workers that come back to themselves, whatever the waits', () => {
    const anyWaits = fc.array(fc.option(fc.nat({ max: 11 }), { nil: -1 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(anyWaits, owners => {
        const waits = owners.map(owner => (owner < 0 || owner >= owners.length ? runs : waitsFor(owner)))
        const { proved } = judgeWaits(waits, NOBODY)
        const inCircle = waits.flatMap((_, worker) => (comesBack(waits, worker) ? [worker] : []))
        expect(proved.flat().toSorted((a, b) => a - b)).toEqual(inCircle)
        for (const cycle of proved) {
          expect(cycle[0]).toBe(Math.min(...cycle))
          cycle.forEach((worker, place) => {
            expect(waits[worker]?.owner).toBe(cycle[(place + 1) % cycle.length])
          })
        }
      }),
    )
  })
})

describe('the victim', () => {
  it('is the member that holds the fewest locks, of several the last one', () => {
    const held = new Map([
      [1, 2],
      [4, 1],
      [6, 1],
    ])
    expect(victimOf([1, 4, 6], worker => held.get(worker) ?? 0)).toBe(6)
    expect(victimOf([4, 1], worker => held.get(worker) ?? 0)).toBe(4)
  })
})

/** By following the waits for as long as there are workers; a wait for oneself is none. */
function comesBack(waits: readonly SeenWait[], start: number): boolean {
  let at = start
  for (const _ of waits) {
    const next = waits[at]?.owner ?? -1
    if (next < 0 || next === at) return false
    at = next
    if (at === start) return true
  }
  return false
}
