import { describe, expect, it } from 'vitest'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, publications: 50_000 }

describe('torn-publication on real threads', () => {
  it('shows no flag without its data where the flag is atomic', async () => {
    const document = await runTrials('torn-publication', { set: { ...set, workers: 3 }, variants: ['atomic'] })
    expectFixed(document, 'atomic')
  })

  it('calls a plain flag that was never torn "not observed", which is all that can be said of it', async () => {
    const document = await runTrials('torn-publication', { set, variants: ['plain'] })
    expect(variantOf(document, 'plain').verdict).toBe('passed')
    const warned = document.warnings.some(({ code }) => code === 'not-observed')
    expect(warned).toBe(countOf(document, 'plain', 'torn') === 0)
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('torn-publication', { set: { ...set, publications: 40 }, variants: ['atomic'] })
    expectCaught(document, 'atomic', 'torn')
  })
})
