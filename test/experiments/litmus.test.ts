import { describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import {
  closeLabs,
  countOf,
  expectCaught,
  expectFixed,
  expectShown,
  runSabotaged,
  runTrials,
  variantOf,
} from './support/trials.ts'

const set = { rounds: 20_000 }

/** Of 600 000 rounds. */
const ENOUGH = 25

/** Threads that a busy machine has put on one core never overlap, for a whole run; new threads may be luckier. */
async function untilShown(attempts = 10): Promise<RunDocument> {
  const document = await runTrials('litmus', { set: { ...set, test: 'sb' } })
  expectFixed(document, 'atomic')
  if (attempts === 1 || countOf(document, 'plain', 'sb-weak') >= ENOUGH) return document
  await closeLabs()
  return untilShown(attempts - 1)
}

describe('litmus on real threads', () => {
  it('shows store buffering with plain accesses, and never with atomic ones', async () => {
    const document = await untilShown()
    expectShown(document, 'plain', 'sb-weak', ENOUGH)
    expect(variantOf(document, 'atomic').outcomes.map(({ name, count, rounds }) => [name, count, rounds])).toEqual([
      ['sequential', 600_000, 600_000],
      ['sb-weak', 0, 600_000],
    ])
  })

  it('runs all five tests, and says of what it did not see in how many rounds that was', async () => {
    const document = await runTrials('litmus', { set: { ...set, trials: 10 } })
    expectFixed(document, 'atomic')
    expect(variantOf(document, 'plain').verdict).toBe('passed')
    for (const outcome of ['mp-weak', 'lb-weak', 'corr-weak', 'iriw-weak']) {
      const warned = document.warnings.some(({ code, message }) => code === 'not-observed' && message.includes(outcome))
      expect({ outcome, warned }).toEqual({ outcome, warned: countOf(document, 'plain', outcome) === 0 })
    }
    expect(document.warnings.find(({ code }) => code === 'not-observed')?.message ?? 'rounds').toContain('rounds')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('litmus', { set: { ...set, test: 'sb' }, variants: ['atomic'] })
    expectCaught(document, 'atomic', 'sb-weak')
    expect(document.headline).toMatch(/^atomic: sb-weak in .* of 600\u202f000 rounds, which must never happen\.$/u)
  })
})
