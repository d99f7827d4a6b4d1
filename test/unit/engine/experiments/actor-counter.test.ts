import { describe, expect, it } from 'vitest'
import { actorCounter, memory } from '../../../../src/engine/experiments/actor-counter/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, batch: 8, duration: 10, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }

interface Came {
  readonly owned: number
  readonly handled?: number
  /** Requests that are still in the queue. */
  readonly queued?: readonly number[]
  readonly leaving?: boolean
}

function judge({ owned, handled = 2, queued = [], leaving = false }: Came, operations = 24) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.own.of(1).asked.store(24)
    words.own.of(1).sent.store(3)
    words.owned.store(owned)
    words.handled.store(handled)
    const { inbox } = words.owner
    const items = [...queued.map(amount => (amount << 7) | (1 << 1)), ...(leaving ? [-1] : [])]
    // The queue is a circle: it goes on at its start.
    inbox.head.store(255)
    inbox.count.store(items.length)
    for (const [nth, item] of items.entries()) inbox.items.items[(255 + nth) % 256] = item
  }
  return judged(actorCounter, memory, 'batched-messages', PARAMS, write, [0, operations])
}

describe('actor-counter', () => {
  it.each([
    [{ owned: 24, handled: 3 }, 'exact'],
    [{ owned: 16, queued: [8] }, 'exact'],
    [{ owned: 8, handled: 1, queued: [8, 8], leaving: true }, 'exact'],
    [{ owned: 16, handled: 3 }, 'wrong'],
    [{ owned: 24 }, 'wrong'],
    [{ owned: 25, handled: 3 }, 'wrong'],
  ] satisfies [Came, string][])('with %j is %s', (came, outcome) => {
    expect(judge(came).outcome).toBe(outcome)
  })

  it('measures messages per addition, and checks the counts', () => {
    const judgement = judge({ owned: 24, handled: 3 })
    expect(judgement.measures).toMatchObject({ messages: 3 / 24, throughput: 24_000 })
    expect(judgement.failedChecks).toEqual([])
    expect(judge({ owned: 24, handled: 3 }, 23).failedChecks).toEqual(['operations-add-up'])
  })

  it('forbids a wrong count in every variant', () => {
    for (const { variant } of actorCounter.variants) {
      expect(gradesOf(actorCounter, variant)).toEqual({ exact: 'acceptable', wrong: 'forbidden' })
    }
  })

  it('has an owner and clients, and the clients fill what the owner empties', () => {
    const three = { ...PARAMS, workers: 3 }
    expect(actorCounter.roles(three)).toEqual(['owner', 'client', 'client'])
    const attached = actorCounter.attach(new SharedArrayBuffer(memory.byteLength), 0)
    expect(attached.suppliers(three)).toEqual({ 'owner.inbox.notFull': [0], 'owner.inbox.notEmpty': [1, 2] })
  })
})
