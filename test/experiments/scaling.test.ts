import { describe, expect, it } from 'vitest'
import { runDocumentSchema } from '../../src/contract/run-document.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const ALL = ['independent', 'partly-serial', 'memory-bandwidth', 'neighbours', 'shared-atomic', 'one-mutex']

describe('scaling on real threads', () => {
  it('leaves in every word what its operations come to', async () => {
    const set = { workers: 3, duration: 5, trials: 10, steps: 500, curve: 'off' }
    const document = await runTrials('scaling', { set })
    expectFixed(document, ...ALL)
    expect(document.variants.map(({ curve }) => curve)).toEqual(ALL.map(() => null))
    expect(document.headline).toContain('Every word is right')
  })

  it('draws a curve whose trials are all judged, with the ceiling before and after', async () => {
    const set = { workers: 2, duration: 10, trials: 2, warmUp: 0 }
    const document = await runTrials('scaling', { set, variants: ['partly-serial'] })
    expect(runDocumentSchema.parse(document)).toEqual(document)
    const { curve, checks, trials } = variantOf(document, 'partly-serial')
    const counts = curve?.points.map(({ workers }) => workers) ?? []
    expect(counts.slice(0, 6)).toEqual([1, 2, 3, 4, 6, 8])
    expect(curve?.points.map(({ samples }) => samples.length)).toEqual(counts.map(() => 2))
    expect(trials).toHaveLength(2)
    expect(checks.find(({ name }) => name === 'curve')).toMatchObject({ failures: 0, of: 2 * (counts.length - 1) })
    for (const { before, after } of document.ceiling?.points ?? []) {
      expect(Math.min(before.median, after.median)).toBeGreaterThan(0)
    }
    // What it says of laws depends on how quiet the machine is; that it says something does not.
    expect(curve?.refusal === null).toBe(curve?.usl !== null)
  })

  it('has an oracle that can fail', async () => {
    const set = { workers: 2, duration: 10, trials: 10, curve: 'off' }
    const document = await runSabotaged('scaling', {
      set,
      variants: ['one-mutex', 'partly-serial', 'memory-bandwidth'],
    })
    expectCaught(document, 'partly-serial', 'wrong')
    expectCaught(document, 'one-mutex', 'wrong')
    expectCaught(document, 'memory-bandwidth', 'wrong')
  })

  it('fails for what goes wrong with another number of workers only', async () => {
    const set = { workers: 1, duration: 5, trials: 2, warmUp: 0 }
    const document = await runSabotaged('scaling', { set, variants: ['neighbours'] })
    const { outcomes, checks, verdict } = variantOf(document, 'neighbours')
    expect(outcomes.find(({ name }) => name === 'wrong')?.count).toBe(0)
    expect(checks.find(({ name }) => name === 'curve')?.failures).toBeGreaterThan(0)
    expect([verdict, document.verdict]).toEqual(['failed', 'failed'])
    expect(document.headline).toMatch(/neighbours: check curve failed in \d+ of 1\d trials/)
  })
})
