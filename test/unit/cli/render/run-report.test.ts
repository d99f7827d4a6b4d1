import { describe, expect, it } from 'vitest'
import { renderRun } from '../../../../src/cli/render/run-report.ts'
import type { RunDocument } from '../../../../src/contract/run-document.ts'
import { buildReport } from '../../../../src/engine/report/build-report.ts'
import { toMarkdown } from '../../../../src/engine/report/to-markdown.ts'
import { buildRunDocument, type RunEnding } from '../../../../src/engine/run/run-record.ts'
import {
  CALIBRATION,
  COMPLETED,
  exactTrials,
  lostUpdateEntry,
  summaryOf,
  trialThatLost,
  unfinishedTrial,
} from '../../../helpers/records.ts'
import { fakeTerminal } from '../fake-terminal.ts'

const VARIANTS = ['mutex', 'atomic-load-store']

function runOf(recorded: Parameters<typeof buildRunDocument>[2], ending: Partial<RunEnding> = {}): RunDocument {
  return buildRunDocument(summaryOf(VARIANTS), lostUpdateEntry, recorded, { ...COMPLETED, ...ending })
}

const losses = [1, 3, 5, 7].map((lost, index) => trialThatLost(lost, 1, index, { 'cpu-per-wall': 1.9 }))
const passed = runOf([...exactTrials(4), ...losses], { calibration: CALIBRATION })

describe('a run for reading', () => {
  it('begins with the verdict, then says in a sentence what came out', () => {
    const [verdict, , headline] = renderRun(passed, fakeTerminal(), false).split('\n')
    expect(verdict).toBe('Passed  lost-update · 2 workers · 4 trials · seed 7 · 1.23\u202fs · lost-update-0000001')
    expect(headline).toBe(passed.headline)
    expect(headline).toContain('20.0\u202f%')
  })

  it('shows every outcome of every variant with a mark, those that did not occur with a 0', () => {
    const text = renderRun(passed, fakeTerminal(), false)
    expect(text).toMatch(/^outcomes, trials +exact +lost +below-floor +above-ceiling$/m)
    expect(text).toMatch(/^mutex +✓ 4 +✗ 0 +✗ 0 +✗ 0$/m)
    expect(text).toMatch(/^atomic-load-store +✓ 0 +◆ 4 +✗ 0 +✗ 0$/m)
  })

  it('shows no figure of speed without what came out in the same row', () => {
    const text = renderRun(passed, fakeTerminal({ width: 60 }), false)
    const tables = text.split('\n').filter(line => line.startsWith('median of trials'))
    expect(tables.length).toBeGreaterThan(1)
    for (const heading of tables) expect(heading).toMatch(/^median of trials +result +\S/)
    expect(text.match(/^mutex +✓ exact/gm)).toHaveLength(tables.length)
  })

  it('says under each count how often that is, as far as the trials can tell', () => {
    const text = renderRun(passed, fakeTerminal(), false)
    expect(text).toMatch(/^ +51–100\u202f% +<75\u202f% +<75\u202f% +<75\u202f%$/m)
    expect(text).toContain('under a count: its share at 95\u202f%')
  })

  it('has what is to be doubted in the cell of its figure, and what casts doubt on all above them', () => {
    const about = [{ variant: 'mutex', measure: 'throughput' }]
    const doubted: RunDocument = {
      ...passed,
      warnings: [
        { code: 'spread', message: 'they lie apart', about },
        { code: 'host-busy', message: 'somebody else was here' },
      ],
    }
    const text = renderRun(doubted, fakeTerminal({ width: 140 }), false)
    const tables = text.slice(text.indexOf('median of trials'))
    expect(tables).toMatch(/^median of trials .*\n! host busy/)
    const own = tables.slice(tables.indexOf('\nmutex '), tables.indexOf('\natomic-load-store '))
    expect(own).toContain('! wide spread')
    expect(text.match(/! wide spread/g)).toHaveLength(1)
    expect(text).toContain('! spread: they lie apart')
  })

  it('counts the outliers of a figure under its interval', () => {
    const rates = [100, 101, 99, 100, 102, 98, 300]
    const trials = rates.map((throughput, index) => trialThatLost(0, 0, index, { throughput }))
    expect(renderRun(runOf(trials), fakeTerminal(), false)).toMatch(/ 1 outlier$/m)
  })

  it('says what was not measured, instead of leaving it out', () => {
    expect(renderRun(passed, fakeTerminal(), false)).toMatch(/^mutex +✓ exact.* not measured/m)
  })

  it('prints its warnings', () => {
    const quiet = runOf([...exactTrials(4), ...exactTrials(4, 1)])
    expect(renderRun(quiet, fakeTerminal(), false)).toMatch(/^! not-observed: atomic-load-store: "lost" was not/m)
  })

  it('prints the verdict and the sentence alone when asked to', () => {
    const text = renderRun(passed, fakeTerminal(), true)
    expect(text.split('\n')).toHaveLength(3)
    expect(text).toMatch(/^Passed /)
  })

  it('names forbidden outcomes when the verdict is failed', () => {
    const failed = runOf([trialThatLost(1, 0), ...losses])
    const text = renderRun(failed, fakeTerminal(), false)
    expect(text).toMatch(/^Failed {2}lost-update/)
    expect(text).toMatch(/^mutex: lost in 1 of 1 trial, which must never happen\./m)
    expect(text).toMatch(/^mutex +✓ 0 +✗ 1 /m)
  })

  it('says how a run ended that did not complete, and counts what is unfinished', () => {
    const cancelled = runOf([...exactTrials(1), unfinishedTrial('cancelled', 1)], { state: 'cancelled' })
    const text = renderRun(cancelled, fakeTerminal(), false)
    expect(text).toMatch(/^Inconclusive {2}cancelled · lost-update/)
    expect(text).toMatch(/^outcomes, trials .* unfinished$/m)
    expect(text).toMatch(/^atomic-load-store .* 1$/m)
  })

  it('says why a run crashed', () => {
    const reason = { code: 'WORKER_FAILED', message: 'a kernel threw: Error: boom' }
    const text = renderRun(
      runOf([...exactTrials(2), unfinishedTrial('crashed', 1)], { state: 'crashed', reason }),
      fakeTerminal(),
      false,
    )
    expect(text).toContain('boom')
  })

  it('renders a run without a single trial', () => {
    const text = renderRun(runOf([], { state: 'cancelled' }), fakeTerminal(), false)
    expect(text).toMatch(/^Inconclusive /)
    expect(text).toMatch(/^mutex +✓ 0 /m)
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
  })

  it.each([60, 80, 100, 140])('keeps every line within %i columns', width => {
    const lines = renderRun(passed, fakeTerminal({ width }), false).split('\n')
    expect(lines.filter(line => line.length > width)).toEqual([])
  })

  it('writes the same words with styles as without', () => {
    const styled = renderRun(passed, fakeTerminal({ styled: true, width: 1000 }), true)
    expect(styled).toContain('<bold><green>Passed</></>')
    expect(styled.replaceAll(/<\/?\w*>/g, '')).toBe(renderRun(passed, fakeTerminal({ width: 1000 }), true))
  })

  it('holds no escape sequence on a terminal without styles', () => {
    expect(renderRun(passed, fakeTerminal(), false)).not.toContain('\u001b')
  })

  it('leaves no blanks at the ends of lines', () => {
    expect(renderRun(passed, fakeTerminal(), false)).not.toMatch(/ $/m)
  })
})

describe('a simulated run for reading', () => {
  const simulated = { ...passed, simulated: true }

  it('says so in its first line, in a sentence, and over every table', () => {
    const text = renderRun(simulated, fakeTerminal(), false)
    expect(text.split('\n')[0]).toMatch(/^Passed {2}SIMULATED · lost-update · /)
    expect(text.replaceAll(/\s+/g, ' ')).toContain('SIMULATED: real threads act out the mechanism of another system.')
    const badges = text.split('\n').filter(line => line.startsWith('SIMULATED '))
    const tables = text.match(/^(outcomes, trials|median of trials)/gm)
    expect(badges).toHaveLength(tables?.length ?? Number.NaN)
  })

  it('says it in the report as well', () => {
    const report = toMarkdown(buildReport(simulated, null, []))
    expect(report).toContain('**SIMULATED** real threads')
    expect(report.match(/^## (Outcomes|Measures) \(SIMULATED\)$/gm)).toHaveLength(2)
    expect(toMarkdown(buildReport(passed, null, []))).not.toContain('SIMULATED')
  })
})
