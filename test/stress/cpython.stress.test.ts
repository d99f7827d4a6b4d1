import { describe, expect, it } from 'vitest'
import { comparisonOf } from '../../src/contract/comparison-in-words.ts'
import { nodePrograms } from '../../src/node/python-programs.ts'
import { present } from '../helpers/present.ts'
import { runTrials, variantOf } from '../experiments/support/trials.ts'
import { share } from '../torture/stress.ts'

const ROUNDS = 20
const TRIALS = share(20)

const { interpreters } = await nodePrograms.findInterpreters()

/** The tests that come with every change look at three of the interpreters. */
describe('every CPython of this machine', () => {
  it(`keeps to what is known of it in ${String(TRIALS * ROUNDS)} runs`, async () => {
    const set = { trials: TRIALS, warmUp: 0, rounds: ROUNDS, programLimit: 120 }
    const document = await runTrials('cpython', { variants: ['increment', 'function-call', 'locked'], set })
    expect(document.verdict, document.headline).toBe('passed')
    const rows = (variant: string) => comparisonOf(variantOf(document, variant).trials)
    for (const [index, { minor, gilEnabled, version }] of interpreters.slice(0, 16).entries()) {
      const [plain, call, locked] = ['increment', 'function-call', 'locked'].map(name => present(rows(name)[index]))
      console.log(
        `${version}: ${String(plain?.wrong)} and ${String(call?.wrong)} of ${String(call?.runs)} runs lost updates`,
      )
      if (gilEnabled && minor >= 10) expect(plain?.wrong, version).toBe(0)
      else expect(plain?.wrong, version).toBeGreaterThan(0)
      expect(call?.wrong, version).toBeGreaterThan(0)
      expect(locked?.wrong, version).toBe(0)
    }
  })
})
