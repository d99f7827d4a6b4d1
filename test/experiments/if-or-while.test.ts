import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

/** An item that wakes three consumers leaves two without. */
const set = { workers: 4, items: 30, burst: 2, notify: 'all' }

describe('if-or-while on real threads', () => {
  it('takes from the empty queue where nobody looks again', async () => {
    const document = await runTrials('if-or-while', { set })
    expectShown(document, 'if-empty', 'took-from-empty')
    expectFixed(document, 'while-empty')
    expect(document.verdict).toBe('passed')
  })

  it('never does with one consumer, nor with while where each item wakes one', async () => {
    expectFixed(await runTrials('if-or-while', { set: { ...set, workers: 2, trials: 10 } }), 'if-empty', 'while-empty')
    const one = { variants: ['while-empty'], set: { ...set, notify: 'one', trials: 10 } }
    expectFixed(await runTrials('if-or-while', one), 'while-empty')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('if-or-while', { set, variants: ['while-empty'] })
    expectCaught(document, 'while-empty', 'took-from-empty')
  })
})
