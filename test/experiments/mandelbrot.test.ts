import { describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 3, size: 96, tile: 16, iterations: 200 }
const ALL = ['serial', 'strips', 'interleaved', 'dynamic']

describe('mandelbrot on real threads', () => {
  it('makes the same image however it is split, every tile once', async () => {
    const document = await runTrials('mandelbrot', { set })
    expectFixed(document, ...ALL)
    for (const variant of ALL) {
      const { owners, costs, finishedMillis } = present(variantOf(document, variant).tiles, variant)
      expect([owners.length, costs.length, finishedMillis.length]).toEqual([36, 36, 36])
      expect(owners.every(owner => owner >= 1 && owner <= 3)).toBe(true)
    }
    expect(variantOf(document, 'serial').measures['speed-up']).toBeUndefined()
    expect(present(variantOf(document, 'dynamic').measures['speed-up'], 'speed-up').n).toBe(30)
  })

  it('has no speed-up where no serial variant ran beside it', async () => {
    const document = await runTrials('mandelbrot', { set: { ...set, trials: 2 }, variants: ['dynamic'] })
    expect(variantOf(document, 'dynamic').measures['speed-up']).toBeUndefined()
  })

  it('has an oracle that can fail', async () => {
    const request = { set: { ...set, trials: 10 }, variants: ['dynamic', 'interleaved'] }
    const document = await runSabotaged('mandelbrot', request)
    expectCaught(document, 'dynamic', 'not-once')
    expectCaught(document, 'interleaved', 'wrong-image')
  })
})
