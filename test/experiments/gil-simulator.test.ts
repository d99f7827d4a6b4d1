import { describe, expect, it } from 'vitest'
import { present } from '../helpers/present.ts'
import { countOf, expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, work: 4, switchInterval: 0.001, requests: 6, ioMicros: 500 }

function medianOf(document: Awaited<ReturnType<typeof runTrials>>, variant: string, measure: string): number {
  return present(variantOf(document, variant).measures[measure], measure).median
}

describe('gil-simulator on real threads', () => {
  it('lets one thread compute at a time under the lock, so that all of them get done what one does', async () => {
    const document = await runTrials('gil-simulator', { set, variants: ['free', 'gil'] })
    expectFixed(document, 'free', 'gil')
    expect(countOf(document, 'gil', 'one-at-a-time')).toBe(30)
    expect(medianOf(document, 'gil', 'speed-up')).toBeLessThanOrEqual(1.05)
    expect(document.simulated).toBe(true)
  })

  it('makes a thread that needs the lock for a moment wait for a switch interval, whatever that is', async () => {
    const medians: number[] = []
    for (const switchInterval of [0.0005, 0.002, 0.008]) {
      const document = await runTrials('gil-simulator', {
        set: { ...set, switchInterval, trials: 8 },
        variants: ['gil-with-io'],
      })
      expect(countOf(document, 'gil-with-io', 'overlap')).toBe(0)
      expect(countOf(document, 'gil-with-io', 'convoy')).toBeGreaterThanOrEqual(5)
      medians.push(medianOf(document, 'gil-with-io', 'latency-p50') / (switchInterval * 1000))
    }
    // Each at least about an interval. How much more depends on how soon the machine runs who was woken.
    for (const intervals of medians) expect(intervals).toBeGreaterThan(0.9)
    const [, , long = Infinity] = medians
    expect(long).toBeLessThan(3)
  })

  it('has an oracle that can fail', async () => {
    // Longer than one thread is left alone on a core: or each might be done before the other begins.
    const document = await runSabotaged('gil-simulator', {
      set: { ...set, work: 40, trials: 10 },
      variants: ['gil', 'gil-with-io'],
    })
    expectCaught(document, 'gil', 'overlap')
    expectCaught(document, 'gil-with-io', 'overlap')
  })
})
