import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials } from './support/trials.ts'

/** Amplified, and long enough to be interrupted: workers may start apart, or share a core with other programs. */
const set = { workers: 2, additions: 6000, amplifier: 'spin', spinNanos: 1000 }

describe('lost-update on real threads', () => {
  it('loses additions where read and write are apart, and nowhere else', async () => {
    const document = await runTrials('lost-update', { set })
    expectShown(document, 'atomic-load-store', 'lost')
    expectShown(document, 'plain-read-write', 'lost')
    expectFixed(document, 'atomic-add', 'mutex', 'per-worker-sum')
    expect(document.verdict).toBe('passed')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lost-update', { set, variants: ['mutex'] })
    expectCaught(document, 'mutex', 'lost')
  })
})
