import { describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

/** Waits of up to 6 ms each. */
const set = { workers: 4, tasks: 4, waitMillis: 6, trials: 30 }
const FIXED = ['submit-all', 'map', 'as-completed']

describe('completion-order on real threads', () => {
  it('brings every result once, one at a time only where each is waited for', async () => {
    const document = await runTrials('completion-order', { set })
    expectShown(document, 'one-by-one', 'one-at-a-time', 30)
    expectFixed(document, ...FIXED)
    expect(document.verdict).toBe('passed')
  })

  it('ends eight waits of a second on eight workers within 1.2 seconds', async () => {
    const variant = 'submit-all'
    const document = await runTrials('completion-order', {
      set: { jitter: 0, trials: 2, warmUp: 0 },
      variants: [variant],
    })
    const took = variantOf(document, variant).trials.map(({ measures }) => present(measures?.['wall'], variant))
    expect(took).toHaveLength(2)
    // A machine that is busy elsewhere can only make it longer.
    expect(Math.min(...took)).toBeLessThan(1_200)
    expect(Math.min(...took)).toBeGreaterThan(990)
  })

  it('hands results over in the promised order', async () => {
    const document = await runTrials('completion-order', { set: { ...set, trials: 10, jitter: 100 } })
    for (const variant of ['one-by-one', 'submit-all', 'map']) {
      expect(variantOf(document, variant).trials.map(({ observed }) => observed['outOfOrder'])).toEqual(
        Array.from({ length: 10 }, () => 0),
      )
    }
    expect(variantOf(document, 'as-completed').trials.every(({ observed }) => observed['notAsHeard'] === 0)).toBe(true)
  })

  it('does the same with processes', async () => {
    const document = await runTrials('completion-order', {
      set: { ...set, workers: 2, trials: 3, executor: 'processes' },
    })
    expectFixed(document, ...FIXED)
  })

  it('draws each task on its worker', async () => {
    const document = await runTrials('completion-order', { set: { ...set, trials: 1 }, variants: ['as-completed'] })
    const { rows, row, label } = present(variantOf(document, 'as-completed').probe?.spans)
    expect(rows).toEqual(['worker 1', 'worker 2', 'worker 3', 'worker 4'])
    expect(label.toSorted()).toEqual(['1', '2', '3', '4'])
    expect(row.every(lane => lane >= 0 && lane < 4)).toBe(true)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('completion-order', { set: { ...set, trials: 5 }, variants: ['as-completed'] })
    expectCaught(document, 'as-completed', 'wrong-results')
  })
})
