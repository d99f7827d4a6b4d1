import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, duration: 5, batch: 7 }

describe('actor-counter on real threads', () => {
  it('counts exactly in every variant, also what is under way when the time is up', async () => {
    const document = await runTrials('actor-counter', { set })
    expectFixed(document, 'messages', 'batched-messages', 'atomic-add', 'mutex')
    const perAddition = (variant: string) => variantOf(document, variant).measures['messages']?.median
    expect(perAddition('messages')).toBe(1)
    expect(perAddition('batched-messages')).toBeCloseTo(1 / 7)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('actor-counter', { variants: ['atomic-add'], set })
    expectCaught(document, 'atomic-add', 'wrong')
  })
})
