import { describe, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

const set = { workers: 2, objects: 16, uses: 1, amplifier: 'yield' }

describe('double-free on real threads', () => {
  it('frees twice, too early or never with plain counts, and nowhere else', async () => {
    const document = await runTrials('double-free', { set })
    expectShown(document, 'plain', 'miscounted')
    expectFixed(document, 'atomic-decrement', 'big-lock')
  })

  it('frees everything once at its natural width, too, where the counts are fixed', async () => {
    const natural = { ...set, objects: 2000, amplifier: 'none' }
    expectFixed(await runTrials('double-free', { set: natural }), 'atomic-decrement', 'big-lock')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('double-free', { set, variants: ['atomic-decrement'] })
    expectCaught(document, 'atomic-decrement', 'miscounted')
  })
})
