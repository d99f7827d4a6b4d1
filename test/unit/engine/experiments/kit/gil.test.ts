import { describe, expect, it } from 'vitest'
import { Gil, gilLayout, initializeGil, openDoor } from '../../../../../src/engine/experiments/kit/gil.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

function twoThreads() {
  const buffer = new SharedArrayBuffer(gilLayout.byteLength)
  const words = gilLayout.bind(buffer, 0)
  initializeGil(words, 2)
  const [one, two] = [0, 1].map(worker => new Gil(words, 2, 5, new FakeRoleContext(worker, buffer)))
  if (one === undefined || two === undefined) throw new Error('there are two threads')
  return { words, one, two }
}

describe('the simulated GIL', () => {
  it('counts a switch only when another thread takes it, the first taker included', () => {
    const { words, one, two } = twoThreads()
    for (const thread of [one, one, two, one]) {
      thread.take()
      thread.drop()
    }
    expect(words.switches.load()).toBe(3)
    expect(words.lastHolder.load()).toBe(1)
  })

  it('is wanted from the request on, until somebody has taken it', () => {
    const { words, one, two } = twoThreads()
    one.take()
    expect(one.isWanted()).toBe(false)
    words.dropRequest.store(1)
    expect(one.isWanted()).toBe(true)
    words.lock.word.store(0)
    two.take()
    expect(two.isWanted()).toBe(false)
  })

  it('tells the thread that had it before when another one has taken it', () => {
    const { words, one, two } = twoThreads()
    one.take()
    one.drop()
    expect(words.taken.of(0).state.load()).toBe(0)
    two.take()
    expect(words.taken.of(0).state.load()).not.toBe(0)
    expect(words.taken.of(1).state.load()).toBe(0)
  })

  it('may be left out: then nobody waits and nobody asks', () => {
    openDoor.take()
    openDoor.drop()
    expect(openDoor.isWanted()).toBe(false)
  })
})
