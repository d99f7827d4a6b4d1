import { describe, expect, it } from 'vitest'
import { cyclesOf, expectDeadlockCaught, expectDeadlocked, expectRecovered } from './support/deadlocks.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { philosophers: 5, meals: 2, pauseMillis: 1, stallAfter: 2 }
const FIXED = ['ordered', 'arbitrator', 'chandy-misra', 'seats']

describe('dining-philosophers on real threads', () => {
  it('deadlocks in every trial with the left fork first, and the circle is the whole table', async () => {
    const document = await runTrials('dining-philosophers', { variants: ['naive'], set })
    expectDeadlocked(document, 'naive')
    for (const cycle of cyclesOf(document, 'naive')) expect(cycle).toEqual([0, 1, 2, 3, 4])
  })

  it('lets everybody eat at the other tables, and never two neighbours at once', async () => {
    const document = await runTrials('dining-philosophers', { variants: FIXED, set })
    expectFixed(document, ...FIXED)
    expect(document.variants.flatMap(({ deadlocks }) => deadlocks)).toEqual([])
  })

  it('does so with two philosophers and with sixteen', async () => {
    for (const philosophers of [2, 16]) {
      const document = await runTrials('dining-philosophers', {
        set: { ...set, philosophers, pauseMillis: 0, trials: 5 },
      })
      expectDeadlocked(document, 'naive')
      expect(cyclesOf(document, 'naive').map(cycle => cycle.length)).toEqual(
        Array.from({ length: 5 }, () => philosophers),
      )
      expectFixed(document, ...FIXED)
    }
  })

  it('lets everybody eat after all when a victim gives way', async () => {
    const document = await runTrials('dining-philosophers', {
      variants: ['naive'],
      set: { ...set, after: 'victim', trials: 10 },
    })
    expectRecovered(document, 'naive')
  })

  it('records orders that close a circle where only a seat is missing, and none with ordered forks', async () => {
    const recorded = { ...set, recordOrder: 'on', trials: 5 }
    const document = await runTrials('dining-philosophers', { variants: ['ordered', 'seats'], set: recorded })
    expect(variantOf(document, 'ordered').deadlocks).toEqual([])
    expect(variantOf(document, 'seats').deadlocks.map(({ kind }) => kind)).toEqual(
      Array.from({ length: 5 }, () => 'order-risk'),
    )
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('dining-philosophers', {
      variants: ['ordered', 'arbitrator'],
      set: { ...set, meals: 20, trials: 10 },
    })
    expectDeadlockCaught(document, 'ordered')
    expectCaught(document, 'arbitrator', 'neighbours-at-once')
  })
})
