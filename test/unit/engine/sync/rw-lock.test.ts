import { beforeEach, describe, expect, it } from 'vitest'
import { FREE, heldBy, POISON_BIT } from '../../../../src/base/lock-word.ts'
import { initializeRwLock, RwLock, rwLockLayout, type Preference } from '../../../../src/engine/sync/rw-lock.ts'
import { holding } from '../../../../src/engine/sync/token.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { FORMS } from '../../../helpers/sync-memory.ts'
import { twoWorkers } from './two-workers.ts'

const PREFERENCES: readonly Preference[] = ['writers', 'readers', 'fair']
const cases = FORMS.flatMap(form => PREFERENCES.map(preference => ({ form, preference })))

describe.each(cases)('a readers-writer lock, $preference first, as $form,', ({ form, preference }) => {
  const open = () => {
    const { words, me, other } = twoWorkers(form, rwLockLayout)
    initializeRwLock(words, preference)
    return { words, mine: new RwLock(words, me), others: new RwLock(words, other) }
  }
  let { words, mine, others } = open()
  beforeEach(() => {
    ;({ words, mine, others } = open())
  })
  const state = () => ({
    gate: words.gate.word.load(),
    writers: words.writers.word.load(),
    slots: words.reading.first(2).map(slot => slot.load()),
  })
  const nobody = { gate: FREE, writers: FREE, slots: [0, 0] }

  it('lets two read together, each with its own slot', () => {
    mine.acquireRead()
    expect(state()).toEqual({ ...nobody, slots: [1, 0] })
    expect(others.tryAcquireRead()).toBe(true)
    expect(state()).toEqual({ ...nobody, slots: [1, 1] })
    mine.releaseRead()
    others.releaseRead()
    expect(state()).toEqual(nobody)
  })

  it('lets one write, and nobody else in', () => {
    mine.acquireWrite()
    expect(state().gate).toBe(heldBy(0))
    expect(others.tryAcquireRead()).toBe(false)
    expect(others.tryAcquireWrite()).toBe(false)
    expect(others.acquireReadFor(0)).toBe(false)
    expect(others.acquireWriteFor(0.01)).toBe(false)
    expect(state().slots).toEqual([0, 0])
    mine.releaseWrite()
    expect(state()).toEqual(nobody)
  })

  it('lets nobody write while one reads, and leaves the gate open afterwards', () => {
    mine.acquireRead()
    expect(others.tryAcquireWrite()).toBe(false)
    expect(others.acquireWriteFor(0.01)).toBe(false)
    expect(state()).toMatchObject({ gate: FREE, writers: FREE })
    mine.releaseRead()
    expect(others.tryAcquireWrite()).toBe(true)
    others.releaseWrite()
    expect(state()).toEqual(nobody)
  })

  it('is abandoned by a writer that died: readers and writers are refused, a robust writer is told', () => {
    words.gate.word.store(POISON_BIT)
    for (const acquire of ['acquireRead', 'tryAcquireRead', 'acquireWrite', 'tryAcquireWrite'] as const) {
      expect(labErrorOf(() => mine[acquire]()).code).toBe('ABANDONED')
      expect(state()).toEqual({ ...nobody, gate: POISON_BIT })
    }
    expect(mine.acquireWriteRobust()).toBe(true)
    mine.markConsistent()
    mine.releaseWrite()
    expect(others.acquireWriteRobust()).toBe(false)
    others.releaseWrite()
    expect(state()).toEqual(nobody)
  })

  it('is not abandoned by a writer that died before it was inside', () => {
    words.writers.word.store(POISON_BIT)
    expect(mine.acquireWriteFor(1)).toBe(true)
    mine.releaseWrite()
    words.writers.word.store(POISON_BIT)
    expect(mine.tryAcquireWrite()).toBe(true)
    mine.releaseWrite()
    expect(state().gate).toBe(FREE)
  })

  it('shows its sides as locks of their own, for tokens and bodies', () => {
    expect(holding(mine.read, () => state().slots)).toEqual([1, 0])
    expect(holding(mine.write, () => state().gate)).toBe(heldBy(0))
    expect(state()).toEqual(nobody)
  })
})
