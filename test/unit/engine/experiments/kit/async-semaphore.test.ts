import { describe, expect, it } from 'vitest'
import { AsyncSemaphore } from '../../../../../src/engine/experiments/kit/async-semaphore.ts'

describe('an async semaphore', () => {
  it('lets so many in at a time, in the order in which they came', async () => {
    const permits = new AsyncSemaphore(3)
    const order: number[] = []
    let [inside, most] = [0, 0]
    const task = async (n: number): Promise<void> => {
      await permits.acquire()
      inside += 1
      most = Math.max(most, inside)
      order.push(n)
      for (let turn = 0; turn < 1 + (n % 4); turn++) await Promise.resolve()
      inside -= 1
      permits.release()
    }
    const tasks = Array.from({ length: 20 }, (_, n) => n)
    await Promise.all(tasks.map(task))
    expect(order).toEqual(tasks)
    expect(most).toBe(3)
  })

  it('keeps a permit that nobody waits for', async () => {
    const permits = new AsyncSemaphore(1)
    await permits.acquire()
    permits.release()
    await permits.acquire()
    let isIn = false
    const waiting = permits.acquire().then(() => (isIn = true))
    await Promise.resolve()
    expect(isIn).toBe(false)
    permits.release()
    await waiting
  })
})
