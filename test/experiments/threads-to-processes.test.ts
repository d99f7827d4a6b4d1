import { describe, expect, it } from 'vitest'
import { expectCaught, expectFixed, expectShown, runSabotaged, runTrials, variantOf } from './support/trials.ts'

describe('threads-to-processes on real threads and processes', () => {
  it('finds one memory behind threads, and none behind processes', async () => {
    const document = await runTrials('threads-to-processes', { set: { trials: 10 } })
    expectFixed(document, 'threads')
    expectShown(document, 'processes', 'memories-apart', 10)
    const { observed = {} } = variantOf(document, 'processes').trials[0] ?? {}
    expect(observed['sharedWords']).toBe('absent: the task was handed null')
    expect(observed['closure']).toMatch(/^throws: the arguments of task call cannot be copied: .* could not be cloned/)
    expect(observed['transferList']).toContain('processes have none in common')
    expect(observed['thrownError']).toContain('RangeError: a value out of range')
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('threads-to-processes', { set: { trials: 2 }, variants: ['threads'] })
    expectCaught(document, 'threads', 'memories-apart')
  })
})
