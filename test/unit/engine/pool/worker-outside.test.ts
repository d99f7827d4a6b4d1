import { describe, expect, it } from 'vitest'
import { Word } from '../../../../src/engine/memory/cells.ts'
import { WorkerOutside } from '../../../../src/engine/pool/worker-outside.ts'
import { present } from '../../../helpers/present.ts'

function outside(get: (path: string) => Promise<string>) {
  const [stop, told] = [0, 4].map(address => new Word(new SharedArrayBuffer(8), address))
  const side = {
    after: () => () => undefined,
    openChannel: () => ({ post: () => undefined, close: () => undefined }),
    http: {
      serve: () => Promise.reject(new Error('nobody serves')),
      client: () => ({ get, close: () => undefined }),
    },
  }
  const own = new WorkerOutside(side, 1, present(stop).cell, present(told).cell, null)
  return { own, awaited: () => told?.load() }
}

describe('what a worker waits for outside', () => {
  it('is told while an answer is under way, so that nobody takes that for a standstill', async () => {
    const answer = Promise.withResolvers<string>()
    const { own, awaited } = outside(() => answer.promise)
    const got = [own.http.client(1).get('/0'), own.http.client(1).get('/1')]
    expect(awaited()).toBe(2)
    answer.resolve('here')
    expect(await Promise.all(got)).toEqual(['here', 'here'])
    expect(awaited()).toBe(0)
  })

  it('is told no more when no answer comes', async () => {
    const { own, awaited } = outside(() => Promise.reject(new RangeError('the line is dead')))
    await expect(own.http.client(1).get('/0')).rejects.toThrow('the line is dead')
    expect(awaited()).toBe(0)
  })
})
