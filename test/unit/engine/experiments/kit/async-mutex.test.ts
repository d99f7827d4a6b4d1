import { describe, expect, it } from 'vitest'
import { AsyncMutex } from '../../../../../src/engine/experiments/kit/async-mutex.ts'
import { labErrorOf } from '../../../../helpers/lab-error-of.ts'

const turn = (): Promise<void> => Promise.resolve()

describe('an async mutex', () => {
  it('lets one task in at a time, in the order in which they came', async () => {
    const mutex = new AsyncMutex()
    const order: string[] = []
    let inside = 0
    const task = async (name: string): Promise<void> => {
      await mutex.acquire()
      inside += 1
      expect(inside).toBe(1)
      order.push(name)
      for (let i = 0; i < 5; i++) await turn()
      inside -= 1
      mutex.release()
    }
    await Promise.all(['a', 'b', 'c', 'd'].map(task))
    expect(order).toEqual(['a', 'b', 'c', 'd'])
  })

  it('is handed over: who comes while it is on its way waits behind those who wait', async () => {
    const mutex = new AsyncMutex()
    const order: string[] = []
    await mutex.acquire()
    const waiting = mutex.acquire().then(() => order.push('waited'))
    mutex.release()
    const newcomer = mutex.acquire().then(() => order.push('came later'))
    await waiting
    expect(order).toEqual(['waited'])
    mutex.release()
    await newcomer
    expect(order).toEqual(['waited', 'came later'])
  })

  it('is free again when nobody waits, and refuses a release that nobody has a right to', async () => {
    const mutex = new AsyncMutex()
    await mutex.acquire()
    mutex.release()
    expect(labErrorOf(() => mutex.release()).code).toBe('INTERNAL')
    await mutex.acquire()
    mutex.release()
  })
})
