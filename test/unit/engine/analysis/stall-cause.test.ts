import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { irreducible } from '../../../../src/engine/analysis/stall-cause.ts'
import { stallOf } from '../../../../src/engine/analysis/stall.ts'
import type { StuckWorker, Waiting } from '../../../../src/engine/analysis/stuck-worker.ts'

const waiting = (forWord: string, rest: Partial<Waiting> = {}): Waiting => {
  return { does: 'waits', forWord, owner: null, timed: false, ...rest }
}
const runs: StuckWorker = { does: 'runs' }
const returned: StuckWorker = { does: 'has returned' }
const causeOf = (...workers: StuckWorker[]): string => stallOf(workers, null).cause
const stuckOf = (...workers: StuckWorker[]): number[] => [...irreducible(workers)]

describe('the reduction', () => {
  it('leaves over who waits for nobody but those who wait', () => {
    expect(stuckOf(waiting('a', { suppliers: [1] }), waiting('b', { suppliers: [0] }), runs)).toEqual([0, 1])
  })

  it('frees a whole chain from the one who runs', () => {
    const chain = [1, 2, 3].map(next => waiting(String(next), { suppliers: [next] }))
    expect(stuckOf(...chain, runs)).toEqual([])
    expect(stuckOf(...chain, returned)).toEqual([0, 1, 2])
  })

  it('takes one supplier that may go on for enough', () => {
    expect(stuckOf(waiting('permits', { suppliers: [1, 2] }), waiting('gate', { owner: 0 }), runs)).toEqual([])
  })

  it('takes anybody for a supplier where nobody says who it is, but not the one who waits', () => {
    expect(stuckOf(waiting('permits'), returned)).toEqual([0])
    expect(stuckOf(waiting('permits'), runs, returned)).toEqual([])
  })

  it('lets the owner of a lock end waits for it, and nobody else', () => {
    expect(stuckOf(waiting('gate', { owner: 1 }), waiting('permits', { suppliers: [0] }), runs)).toEqual([0, 1])
  })

  it('frees who waits with a limit, and whomever that one can free', () => {
    expect(stuckOf(waiting('a', { suppliers: [1] }), waiting('b', { suppliers: [0], timed: true }))).toEqual([])
  })

  it('never frees the members of a closed circle, and always frees those who depend on a running worker', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 16 }), fc.integer({ min: 0, max: 16 }), fc.nat(), (ring, tail, seed) => {
        const circle = Array.from({ length: ring }, (_, at) => waiting(String(at), { suppliers: [(at + 1) % ring] }))
        const awaited = (at: number): number => (at === 0 ? ring : ring + 1 + ((seed + at) % at))
        const tree = Array.from({ length: tail }, (_, at) => waiting('x', { suppliers: [awaited(at), at % ring] }))
        expect(stuckOf(...circle, runs, ...tree)).toEqual(circle.map((_, at) => at))
      }),
    )
  })
})

describe('the cause of a stall', () => {
  it('says of permits how many are out, who could release one, and that nothing is proved', () => {
    const taken = waiting('permits', { kind: 'semaphore', level: { used: 2, of: 2 }, suppliers: [0, 1] })
    expect(causeOf(taken, taken, returned)).toBe(
      'cause unproven, because a permit has no owner: T1 and T2 wait for permits (2 of 2 taken; T1 and T2 could release ' +
        'one, and wait, too) and T3 is done',
    )
  })

  it('says of full mailboxes who could receive', () => {
    const full = (mailbox: number): Waiting => {
      const level = { used: 4, of: 4 }
      return waiting(`mailbox[${String(mailbox)}].notFull`, { kind: 'condition', level, suppliers: [mailbox] })
    }
    expect(causeOf(full(1), full(0))).toBe(
      'cause unproven, because a queue has no owner: T1 waits for room in mailbox 2 (4 of 4 places taken; only T2 could ' +
        'receive, and waits, too) and T2 waits for room in mailbox 1 (4 of 4 places taken; only T1 could receive, ' +
        'and waits, too)',
    )
  })

  it('says of an empty mailbox that its sender has gone', () => {
    const empty = waiting('inbox.notEmpty', { kind: 'condition', level: { used: 0, of: 8 }, suppliers: [1] })
    expect(causeOf(empty, returned)).toContain(
      'T1 waits for an item in inbox (0 of 8 places taken; only T2 could send, and has returned)',
    )
  })

  it('says of a condition that nobody who could notify is left', () => {
    expect(causeOf(waiting('changed', { kind: 'condition' }), returned)).toBe(
      'cause unproven, because a notification has no owner: T1 waits for changed (nobody is left who could notify) and T2 is done',
    )
  })

  it('does not say so while somebody runs who could', () => {
    const awaited = waiting('changed', { kind: 'condition' })
    expect(causeOf(awaited, runs)).toBe('cause unproven: T1 waits for changed and T2 runs and gets nothing done')
    expect(causeOf({ ...awaited, suppliers: [1] }, runs)).toContain(
      'T1 waits for changed (only T2 could notify, and runs)',
    )
  })

  it('takes a loop that looks at a word for the wait that it is', () => {
    const asleep = waiting('changed', { kind: 'condition', suppliers: [1] })
    const looks = waiting('ready', { polls: true, suppliers: [0] })
    expect(causeOf(asleep, looks)).toBe(
      'cause unproven, because a notification has no owner and a flag has no owner: T1 waits for changed (only T2 could ' +
        'notify, and waits, too) and T2 looks again and again at ready (only T1 could change it, and waits, too)',
    )
  })

  it('tells apart what becomes of several who could', () => {
    const awaited = waiting('done', { kind: 'event', suppliers: [0, 1, 2, 3] })
    expect(causeOf(awaited, { does: 'has died' }, { does: 'has thrown' }, returned)).toContain(
      '(T1 could set it, and waits, too; T2 likewise, and has died; T3 likewise, and has thrown; T4 likewise, and has returned)',
    )
  })

  it('has nobody to name where nobody can end the wait', () => {
    expect(causeOf(waiting('done', { kind: 'event', suppliers: [] }))).toContain('(nobody could set it)')
  })

  it('is ABANDONED where a lock’s owner has died', () => {
    expect(stallOf([waiting('gate', { kind: 'mutex', owner: 1 }), { does: 'has died' }], null)).toMatchObject({
      kind: 'abandoned',
      cause: 'T1 waits for gate, which T2 held when it died',
    })
  })
})
