import { describe, expect, it } from 'vitest'
import { AdaptiveLock } from '../../../../../src/engine/experiments/kit/adaptive-lock.ts'
import { guardedLayout, visit } from '../../../../../src/engine/experiments/kit/critical-section.ts'
import { jainIndex } from '../../../../../src/base/fairness.ts'
import { McsLock, mcsLockLayout } from '../../../../../src/engine/experiments/kit/mcs-lock.ts'
import { SpinLock, spinLockLayout } from '../../../../../src/engine/experiments/kit/spin-lock.ts'
import { TicketLock, ticketLockLayout } from '../../../../../src/engine/experiments/kit/ticket-lock.ts'
import { layout } from '../../../../../src/engine/memory/layout.ts'
import { Mutex, mutexLayout } from '../../../../../src/engine/sync/mutex.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

const memory = layout('locks-under-test', {
  spin: spinLockLayout,
  ticket: ticketLockLayout,
  mcs: mcsLockLayout,
  mutex: mutexLayout,
})

const makers = {
  spin: (words: Words, context: FakeRoleContext) => new SpinLock(words.spin, context),
  ticket: (words: Words, context: FakeRoleContext) => new TicketLock(words.ticket, context),
  mcs: (words: Words, context: FakeRoleContext) => new McsLock(words.mcs, context),
}
type Words = ReturnType<typeof memory.bind>

function twoWorkers() {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const contexts = [0, 1].map(worker => new FakeRoleContext(worker, buffer))
  return { words: memory.bind(buffer, 0), contexts }
}

describe.each(['spin', 'ticket', 'mcs'] as const)('the %s lock', kind => {
  it('is free again after each release, for either worker', () => {
    const { words, contexts } = twoWorkers()
    const locks = contexts.map(context => makers[kind](words, context))
    for (let i = 0; i < 3; i++) {
      for (const lock of locks) {
        lock.acquire()
        lock.release()
      }
    }
  })

  it('keeps others out while it is held, who hear of a stop', () => {
    const { words, contexts } = twoWorkers()
    const [holder, other] = contexts.map(context => makers[kind](words, context))
    holder?.acquire()
    for (const context of contexts) context.stopped = true
    expect(() => other?.acquire()).toThrow(expect.objectContaining({ code: 'STOPPED' }))
  })
})

describe('the adaptive lock', () => {
  it('holds the mutex that it stands for', () => {
    const { words, contexts } = twoWorkers()
    const [lock, other] = contexts.map(context => new AdaptiveLock(new Mutex(words.mutex, context), context))
    lock?.acquire()
    expect(words.mutex.word.load()).not.toBe(0)
    for (const context of contexts) context.stopped = true
    lock?.release()
    other?.acquire()
    other?.release()
    expect(words.mutex.word.load()).toBe(0)
  })
})

describe('the witness inside', () => {
  it('sees whoever has not left', () => {
    const guarded = guardedLayout.bind(new SharedArrayBuffer(guardedLayout.byteLength), 0)
    expect(visit(guarded, 1)).toBe(0)
    expect(guarded.counter.load()).toBe(1)
    guarded.occupant.store(2)
    expect(visit(guarded, 1)).toBe(1)
  })
})

describe("Jain's index", () => {
  it('is 1 for equal shares and 1/n when one has everything', () => {
    expect(jainIndex([5, 5, 5, 5])).toBe(1)
    expect(jainIndex([8, 0, 0, 0])).toBe(0.25)
    expect(jainIndex([])).toBe(1)
  })
})
