import { describe, expect, it } from 'vitest'
import { renderBoundAxis } from '../../../../src/cli/render/bound-axis.ts'
import type { VariantResult } from '../../../../src/contract/run-document.ts'
import { buildRunDocument } from '../../../../src/engine/run/run-record.ts'
import { present } from '../../../helpers/present.ts'
import { COMPLETED, lostUpdateEntry, summaryOf, trialThatLost, unfinishedTrial } from '../../../helpers/records.ts'
import { fakeTerminal } from '../fake-terminal.ts'

/** Two variants of 2 x 10 additions: final values lie in 2..20. */
function variantsThatLost(...losses: readonly (readonly number[])[]): readonly VariantResult[] {
  const names = ['mutex', 'atomic-load-store'].slice(0, losses.length)
  const recorded = losses.flatMap((own, arm) => own.map((lost, index) => trialThatLost(lost, arm, index)))
  return buildRunDocument(summaryOf(names), lostUpdateEntry, recorded, COMPLETED).variants
}

function barOf(lines: readonly string[], variant: string): string {
  const line = present(lines.find(candidate => candidate.startsWith(variant)))
  return present(/│(.*)│$/.exec(line)?.[1])
}

describe('the bound axis', () => {
  it('draws the ceiling at the right end and the floor at the left', () => {
    const lines = renderBoundAxis(variantsThatLost([0, 0, 0, 0], [18, 18, 18, 18]), fakeTerminal())
    expect(barOf(lines, 'mutex')).toBe('█'.padStart(64))
    expect(barOf(lines, 'atomic-load-store')).toBe('█'.padEnd(64))
  })

  it('draws values between them where they belong, and more trials higher', () => {
    const bar = barOf(renderBoundAxis(variantsThatLost([0, 0, 0, 9]), fakeTerminal()), 'mutex')
    expect(bar.indexOf('▃')).toBe(32)
    expect(bar.at(-1)).toBe('█')
    expect(bar.replaceAll(' ', '')).toBe('▃█')
  })

  it('writes both ends under the bars, at their ends', () => {
    const lines = renderBoundAxis(variantsThatLost([0]), fakeTerminal())
    const bar = present(lines[1])
    const scale = present(lines[2])
    expect(scale.indexOf('2')).toBe(bar.indexOf('│'))
    expect(scale).toHaveLength(bar.length)
    expect(scale.endsWith('20')).toBe(true)
  })

  it('says why it ends where it ends', () => {
    const text = renderBoundAxis(variantsThatLost([0]), fakeTerminal()).join(' ')
    expect(text).toMatch(/2 at least: the last store .* read at least 1\./)
    expect(text).toMatch(/20 at most: each stored value counts the stores it builds on/)
  })

  it.each([40, 60, 80, 120])('keeps within %i columns', width => {
    const lines = renderBoundAxis(variantsThatLost([0, 3], [18]), fakeTerminal({ width }))
    expect(lines.filter(line => line.length > width)).toEqual([])
  })

  it('leaves out trials that did not complete', () => {
    const recorded = [unfinishedTrial('timed-out'), trialThatLost(0, 0, 1)]
    const { variants } = buildRunDocument(summaryOf(['mutex']), lostUpdateEntry, recorded, COMPLETED)
    expect(barOf(renderBoundAxis(variants, fakeTerminal()), 'mutex').trim()).toBe('█')
  })

  it('draws an empty bar where no trial completed', () => {
    expect(barOf(renderBoundAxis(variantsThatLost([]), fakeTerminal()), 'mutex').trim()).toBe('')
  })

  it('keeps values outside the range at its ends', () => {
    const bar = barOf(renderBoundAxis(variantsThatLost([-5, 25]), fakeTerminal()), 'mutex')
    expect([bar.at(0), bar.at(-1)]).toEqual(['█', '█'])
  })

  it('is absent where an experiment has none', () => {
    const variants = variantsThatLost([0]).map(variant => ({ ...variant, axis: null }))
    expect(renderBoundAxis(variants, fakeTerminal())).toEqual([])
  })
})
