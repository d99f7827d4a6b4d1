import { describe, expect, it } from 'vitest'
import { renderSpeedUp } from '../../../../src/cli/render/speed-up.ts'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import { buildRunDocument } from '../../../../src/engine/run/run-record.ts'
import { COMPLETED, exactTrials, lostUpdateEntry, summaryOf } from '../../../helpers/records.ts'
import { curveRecord } from '../../../helpers/told-curve.ts'
import { fakeTerminal } from '../fake-terminal.ts'

const COUNTS = [1, 2, 3, 4, 6, 8]
const LAW = { throughputOfOne: 1e6, serialFraction: 0.1, coherency: 0.03 }

function runWith(drift = 0): RunDocument {
  const curve = curveRecord(LAW, COUNTS, drift)
  return buildRunDocument(summaryOf(['mutex']), lostUpdateEntry, exactTrials(4), COMPLETED, {
    probed: new Map(),
    curve,
  })
}

describe('the speed-up chart in characters', () => {
  const lines = renderSpeedUp(runWith(), fakeTerminal())

  it('is at most 80 columns wide', () => {
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80)
    expect(lines.every(line => !line.includes('\u001b'))).toBe(true)
  })

  it('has a mark for each point, another one beyond the cores, and each law', () => {
    const plot = lines.filter(line => /[│┤]/.test(line)).join('')
    expect((plot.match(/[●○]/g) ?? []).length).toBe(COUNTS.length)
    for (const mark of ['.', '=', 'a', 'u']) expect(plot).toContain(mark)
  })

  it('says what its marks mean, and the laws in words', () => {
    const text = lines.join(' ')
    expect(text).toContain('ideal')
    expect(text).toMatch(/Amdahl: serial fraction/)
    expect(text).toMatch(/peak at 5\.\d+ workers/)
    expect(text).toMatch(/Independent computing reached/)
  })

  it('says why there is no law', () => {
    const text = renderSpeedUp(runWith(0.3), fakeTerminal()).join(' ')
    expect(text).toContain('No law is fitted')
    expect(text).not.toContain('u USL')
  })

  it('is not there without a curve', () => {
    const run = buildRunDocument(summaryOf(['mutex']), lostUpdateEntry, exactTrials(4), COMPLETED)
    expect(renderSpeedUp(run, fakeTerminal())).toEqual([])
  })
})
