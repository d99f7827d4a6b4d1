import { describe, expect, it } from 'vitest'
import { Rendezvous, rendezvousLayout } from '../../../../../src/engine/experiments/kit/rendezvous.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'

function memory() {
  return rendezvousLayout.bind(new SharedArrayBuffer(rendezvousLayout.byteLength), 0)
}

describe('a rendezvous', () => {
  it('lets one party alone pass, time after time', () => {
    const words = memory()
    const place = new Rendezvous(words, 1, new FakeRoleContext(0))
    expect([place.meet(), place.meet(), place.meet()]).toEqual([true, true, true])
    expect([words.generation.load(), words.arrived.load()]).toEqual([3, 0])
  })

  it('opens for all when the last party comes, and is empty for the next time', () => {
    const words = memory()
    words.arrived.store(2)
    expect(new Rendezvous(words, 3, new FakeRoleContext(0)).meet()).toBe(true)
    expect([words.generation.load(), words.arrived.load()]).toEqual([1, 0])
  })

  it('holds a party until the others have come, and tells it when they will not because the trial is stopped', () => {
    const words = memory()
    const context = new FakeRoleContext(0)
    context.stopped = true
    expect(new Rendezvous(words, 2, context).meet()).toBe(false)
    expect([words.generation.load(), words.arrived.load(), words.asleep.load()]).toEqual([0, 1, 0])
  })

  it('lets a sleeper pass that all others have met meanwhile, however it came to look again', () => {
    const words = memory()
    const context = new FakeRoleContext(0)
    const place = new Rendezvous(words, 2, context)
    context.stopRequested = () => {
      new Rendezvous(words, 2, new FakeRoleContext(1)).meet()
      return true
    }
    expect(place.meet()).toBe(true)
    expect(words.asleep.load()).toBe(0)
  })
})
