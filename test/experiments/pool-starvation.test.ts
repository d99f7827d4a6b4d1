import { describe, expect, it } from 'vitest'
import { expectStallCaught, expectStalled } from './support/stalls.ts'
import { expectCaught, expectFixed, runSabotaged, runTrials, variantOf } from './support/trials.ts'

const set = { workers: 2, depth: 2, fanout: 2, trees: 5, workMicros: 5 }
/** Where a stall is expected, it is not waited for long. */
const hasty = { ...set, stallAfter: 0.05, timeCap: 5 }
const patient = { ...set, stallAfter: 2 }

describe('pool-starvation on real threads', () => {
  it.each([
    { workers: 2, depth: 2, fanout: 2, trials: 30 },
    { workers: 3, depth: 3, fanout: 1, trials: 8 },
    { workers: 1, depth: 1, fanout: 1, trials: 8 },
  ])('starves in every trial when $depth levels wait in a pool of $workers', async size => {
    const request = { variants: ['blocking'], set: { ...hasty, ...size } }
    const document = await runTrials('pool-starvation', request)
    expectStalled(document, 'blocking', size.trials)
    const [finding] = variantOf(document, 'blocking').deadlocks
    expect(finding).toMatchObject({ kind: 'stalled', proved: false, cycle: [] })
    expect(finding?.cause).toContain('cause unproven, because an event has no owner: ')
    expect(finding?.cause).toContain('could set it, and wait')
  })

  it('never starves in a chain that is shorter than the pool is large', async () => {
    const request = { variants: ['blocking'], set: { ...patient, workers: 3, depth: 2, fanout: 1 } }
    expectFixed(await runTrials('pool-starvation', request), 'blocking')
  })

  it.each([1, 2, 5])('gets its work done with %d workers where nobody is kept from it', async workers => {
    const variants = ['helping', 'pool-per-level', 'continuation']
    const request = { variants, set: { ...patient, workers, depth: 4 } }
    expectFixed(await runTrials('pool-starvation', request), ...variants)
  })

  it('has an oracle that can fail', async () => {
    const starved = await runSabotaged('pool-starvation', { variants: ['helping'], set: { ...hasty, trials: 5 } })
    expectStallCaught(starved, 'helping')
    const wrong = await runSabotaged('pool-starvation', { variants: ['continuation'], set: { ...patient, trials: 5 } })
    expectCaught(wrong, 'continuation', 'wrong-sum')
  })
})
