import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, runSabotaged, runTrials } from './support/trials.ts'

const ALL = ['bytes4', 'bytes8', 'bytes16', 'bytes32', 'bytes64', 'bytes128', 'bytes256']

describe('false-sharing on real threads', () => {
  it.each([
    { access: 'plain', trials: 10 },
    { access: 'atomic', trials: 30 },
  ])('counts exactly at every distance, with $access additions', async own => {
    const document = await runTrials('false-sharing', { set: { workers: 3, duration: 5, ...own } })
    expectFixed(document, ...ALL)
    expect(document.headline).toContain('Every addition counted')
  })

  it('has an oracle that can fail', async () => {
    const set = { workers: 2, duration: 20, trials: 10 }
    expectCaught(await runSabotaged('false-sharing', { set, variants: ['bytes64'] }), 'bytes64', 'wrong')
  })
})
