import { describe, expect, it } from 'vitest'
import { wordChanged } from '../../../../../src/engine/experiments/kit/word-changed.ts'
import { Word } from '../../../../../src/engine/memory/cells.ts'
import { labRejectionOf } from '../../../../helpers/lab-error-of.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

const wordOf = (): Word => new Word(new SharedArrayBuffer(64), 0)

describe('awaiting a word', () => {
  it('is over when the word holds something else, not when somebody only notifies', async () => {
    const word = wordOf()
    let isOver = false
    const waiting = wordChanged(word.cell, 0, new FakeRoleContext(0)).then(() => (isOver = true))
    Atomics.notify(word.cell, 0)
    await new Promise(setImmediate)
    expect(isOver).toBe(false)
    word.store(1)
    Atomics.notify(word.cell, 0)
    await waiting
  })

  it('is over at once when it has changed already', async () => {
    const word = wordOf()
    word.store(7)
    await wordChanged(word.cell, 0, new FakeRoleContext(0))
  })

  it('ends with a stop', async () => {
    const context = new FakeRoleContext(0)
    const listeners: (() => void)[] = []
    context.outside = { ...context.outside, onStop: listener => (listeners.push(listener), () => undefined) }
    const rejection = labRejectionOf(wordChanged(wordOf().cell, 0, context))
    context.stopped = true
    for (const listener of listeners) listener()
    expect((await rejection).code).toBe('STOPPED')
  })
})
