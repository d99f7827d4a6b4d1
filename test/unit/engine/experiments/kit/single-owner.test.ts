import { describe, expect, it } from 'vitest'
import {
  Client,
  initializeOwner,
  Owner,
  ownerLayout,
  REQUESTS,
} from '../../../../../src/engine/experiments/kit/single-owner.ts'
import { FakeRoleContext } from '../../../../helpers/role-context.ts'
import { syncMemory, waiterOn } from '../../../../helpers/sync-memory.ts'

const WORKERS = 3

function desk() {
  const memory = syncMemory(ownerLayout, WORKERS)
  initializeOwner(memory.words, WORKERS)
  const contextOf = (worker: number): FakeRoleContext => {
    const context = new FakeRoleContext(worker, memory.region.buffer)
    const waiter = waiterOn(memory, worker, context.primitives)
    return Object.assign(context, { received: () => waiter.received() })
  }
  return { words: memory.words, contextOf }
}

describe('a single owner', () => {
  it('handles what it is told in the order of arrival, up to the largest request, until all clients have left', () => {
    const { words, contextOf } = desk()
    const [one, two] = [new Client(words, contextOf(1)), new Client(words, contextOf(2))]
    one.tell(7)
    two.tell(REQUESTS - 1)
    one.leave()
    two.tell(0)
    two.leave()
    const handled: number[] = []
    const owner = new Owner(words, WORKERS - 1, contextOf(0), request => handled.push(request))
    owner.serveUntilAllLeft()
    expect(handled).toEqual([7, REQUESTS - 1, 0])
  })

  it('serves what is there without waiting for more', () => {
    const { words, contextOf } = desk()
    const handled: number[] = []
    const owner = new Owner(words, WORKERS - 1, contextOf(0), request => handled.push(request))
    owner.serve()
    new Client(words, contextOf(1)).tell(5)
    owner.serve()
    expect(handled).toEqual([5])
  })

  it('answers who asked, and nobody else', () => {
    const { words, contextOf } = desk()
    const owner = new Owner(words, WORKERS - 1, contextOf(0), request => request * 2)
    const context = contextOf(2)
    // The wait for the answer is where the owner gets its turn on this one thread.
    const { primitives: real } = context
    const primitives = {
      ...real,
      eventWait: (address: number, me: number) => {
        owner.serve()
        real.eventWait(address, me)
      },
    }
    expect(new Client(words, Object.assign(context, { primitives })).ask(21)).toBe(42)
    expect(words.desks.of(1).answered.state.load()).toBe(0)
  })

  it('waits for nobody once the trial is being stopped', () => {
    const { words, contextOf } = desk()
    const context = contextOf(0)
    context.stopped = true
    new Owner(words, WORKERS - 1, context, () => 0).serveUntilAllLeft()
    expect(words.inbox.count.load()).toBe(0)
  })
})
