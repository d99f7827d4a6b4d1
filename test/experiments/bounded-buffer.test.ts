import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

/** The nap between the two halves of a put lets the other producer in, however few cores are free. */
const set = { workers: 4, producers: 2, items: 24, capacity: 4, amplifier: 'yield' }

describe('bounded-buffer on real threads', () => {
  it('delivers each item once, except where many share a ring that is made for two', async () => {
    const document = await runTrials('bounded-buffer', { set })
    expectShown(document, 'shared-ring', 'lost-or-doubled')
    expectFixed(document, 'semaphores', 'condition', 'ring')
    expect(document.verdict).toBe('passed')
  })

  it('has a ring that is safe for one producer and one consumer', async () => {
    const document = await runTrials('bounded-buffer', {
      variants: ['ring', 'shared-ring'],
      set: { ...set, workers: 2, producers: 1 },
    })
    expectFixed(document, 'ring', 'shared-ring')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('bounded-buffer', { set, variants: ['ring'] })
    expectCaught(document, 'ring', 'lost-or-doubled')
  })
})
