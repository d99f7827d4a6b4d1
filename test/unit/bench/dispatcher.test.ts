import { describe, expect, it } from 'vitest'
import { callsOf, type Dispatcher } from '../../bench/dispatcher.ts'

/** Answers each call in a later turn of the event loop. */
function answering(answerTo: (task: number) => number): { dispatcher: Dispatcher; mostInFlight: () => number } {
  let inFlight = 0
  let most = 0
  const call = async (task: number): Promise<number> => {
    inFlight += 1
    most = Math.max(most, inFlight)
    await new Promise(resolve => setImmediate(resolve))
    inFlight -= 1
    return answerTo(task)
  }
  return { dispatcher: { call, close: () => Promise.resolve() }, mostInFlight: () => most }
}

describe('the calls of a dispatch round', () => {
  it.each([1, 4])('keep %d in flight until all are answered', async inFlight => {
    const { dispatcher, mostInFlight } = answering(task => task)
    const sample = await callsOf(dispatcher, { calls: 10, inFlight }, 'it')()
    expect(sample.counted).toBe(10)
    expect(mostInFlight()).toBe(inFlight)
  })

  it('are worth nothing when one answer is that of another task', async () => {
    const { dispatcher } = answering(task => (task === 3 ? 4 : task))
    await expect(callsOf(dispatcher, { calls: 10, inFlight: 4 }, 'piscina')()).rejects.toThrow(
      'piscina answered 9 of 10 tasks rightly',
    )
  })
})
