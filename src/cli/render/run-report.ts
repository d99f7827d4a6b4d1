import { stripVTControlCharacters } from 'node:util'
import Table from 'cli-table3'
import { capitalised, printable } from '../../base/text.ts'
import { formatCount, formatMillis, formatRate, formatShare } from '../../base/units.ts'
import { findingsInWords, rejectedInWords } from '../../contract/findings-in-words.ts'
import { recordingsInWords } from '../../contract/recording-in-words.ts'
import type { MeasureSummary, OutcomeRow, RunDocument, VariantResult } from '../../contract/run-document.ts'
import type { Grade, Verdict } from '../../contract/words.ts'
import type { Style, Terminal } from '../terminal.ts'
import { renderBoundAxis } from './bound-axis.ts'
import { wrap } from './wrap.ts'

/** Shape first, word second, colour third. */
const GRADE_MARK: Readonly<Record<Grade, { readonly mark: string; readonly style: Style }>> = {
  acceptable: { mark: '✓', style: 'green' },
  interesting: { mark: '◆', style: 'yellow' },
  forbidden: { mark: '✗', style: 'red' },
}

const LEGEND = '✓ acceptable, ◆ interesting: what this variant exists to show, ✗ forbidden: must never be seen'

const VERDICT_STYLE: Readonly<Record<Verdict, Style>> = { passed: 'green', failed: 'red', inconclusive: 'yellow' }

/** A finished run for reading: verdict first, then its evidence. */
export function renderRun(run: RunDocument, terminal: Terminal, verdictOnly: boolean): string {
  const width = terminal.width
  const [first = '', ...more] = wrap(`${capitalised(run.verdict)}  ${describe(run)}`, width)
  const word = capitalised(run.verdict)
  const verdict = [
    terminal.style('bold', terminal.style(VERDICT_STYLE[run.verdict], word)) + first.slice(word.length),
    ...more,
    '',
    ...wrap(run.headline, width).map(line => terminal.style('bold', line)),
  ]
  if (verdictOnly) return [...verdict, ...(run.reason === null ? [] : wrap(run.reason.message, width))].join('\n')
  return [
    ...verdict,
    ...wrap(run.note, width).filter(line => line !== ''),
    '',
    ...outcomeTable(run.variants, terminal),
    ...findings(run.variants, terminal),
    ...rejections(run.variants, terminal),
    ...measureTables(run.variants, terminal),
    ...recordings(run.variants, terminal),
    '',
    ...renderBoundAxis(run.variants, terminal),
    ...run.warnings.flatMap(({ code, message }) => [
      '',
      ...wrap(`${terminal.style('yellow', '!')} ${code}: ${message}`, width),
    ]),
  ].join('\n')
}

function describe({ state, experiment, id, seed, variants, durationMillis }: RunDocument): string {
  const [first] = variants
  const counts = [
    ['worker', first?.workers ?? first?.params['workers']],
    ['trial', first?.params['trials']],
  ] as const
  const shown = counts.map(([noun, count]) => `${String(count ?? '?')} ${noun}${count === 1 ? '' : 's'}`)
  const how = state === 'completed' ? '' : `${state} · `
  return `${how}${experiment} · ${shown.join(' · ')} · seed ${String(seed)} · ${formatMillis(durationMillis)} · ${printable(id)}`
}

/** One row per variant, one column per outcome; what did not happen is said with a 0. */
function outcomeTable(variants: readonly VariantResult[], terminal: Terminal): string[] {
  const names = [...new Set(variants.flatMap(({ outcomes }) => outcomes.map(({ name }) => name)))]
  const unfinished = variants.some(({ trials }) => trials.some(({ outcome }) => outcome === null))
  const counted = variants.some(({ outcomes }) => outcomes.some(({ rounds }) => rounds !== undefined))
  const header = [counted ? 'outcomes, rounds' : 'outcomes, trials', ...names, ...(unfinished ? ['unfinished'] : [])]
  return table(
    header,
    variants.map(({ variant, outcomes, trials }) => [
      variant,
      ...names.map(name =>
        outcomeCell(
          outcomes.find(row => row.name === name),
          terminal,
        ),
      ),
      ...(unfinished ? [String(trials.filter(({ outcome }) => outcome === null).length)] : []),
    ]),
    terminal,
  ).concat(wrap(LEGEND, terminal.width).map(line => terminal.style('dim', line)))
}

function outcomeCell(row: OutcomeRow | undefined, terminal: Terminal): string {
  if (row === undefined) return ''
  const { mark, style } = GRADE_MARK[row.grade]
  return row.count === 0
    ? terminal.style('dim', `${mark} 0`)
    : terminal.style(style, `${mark} ${formatCount(row.count)}`)
}

function findings(variants: readonly VariantResult[], terminal: Terminal): string[] {
  return findingsInWords(variants).flatMap(({ variant, word, text }) => [
    '',
    ...wrap(`${terminal.style('yellow', word)}  ${variant}, ${text}`, terminal.width),
  ])
}

/** Circles that were seen and are no findings. */
function rejections(variants: readonly VariantResult[], terminal: Terminal): string[] {
  return variants.flatMap(result => {
    const words = rejectedInWords(result)
    return words === null ? [] : ['', ...wrap(`${result.variant}: ${words}`, terminal.width)]
  })
}

/** What probes recorded, and what recording cost. */
function recordings(variants: readonly VariantResult[], terminal: Terminal): string[] {
  const lines = recordingsInWords(variants)
  if (lines.length === 0) return []
  return ['', ...lines.flatMap(line => wrap(`${terminal.style('bold', 'recorded')}  ${line}`, terminal.width))]
}

/** No figure of speed without the correctness of the same variant in the same row, however many tables that takes. */
function measureTables(variants: readonly VariantResult[], terminal: Terminal): string[] {
  const names = [...new Set(variants.flatMap(({ measures }) => Object.keys(measures)))]
  const draw = (columns: readonly string[]): string[] =>
    table(
      ['median of trials', 'result', ...columns.map(name => headed(name, variants))],
      variants.map(({ variant, measures, outcomes }) => [
        variant,
        resultOf(outcomes, terminal),
        ...columns.map(name => figure(measures[name], terminal)),
      ]),
      terminal,
    )
  const lines: string[] = []
  for (let first = 0; first < names.length;) {
    let last = names.length
    while (last > first + 1 && widest(draw(names.slice(first, last))) > terminal.width) last -= 1
    lines.push('', ...draw(names.slice(first, last)))
    first = last
  }
  return lines
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(line => stripVTControlCharacters(line).length))
}

/** Units once, in the header. */
function headed(name: string, variants: readonly VariantResult[]): string {
  const unit = variants.find(({ measures }) => measures[name] !== undefined)?.measures[name]?.unit
  return unit === undefined || unit === 'share' || unit === 'count' ? name : `${name}\n${unit}`
}

function figure(measure: MeasureSummary | undefined, terminal: Terminal): string {
  if (measure === undefined) return terminal.style('dim', 'not measured')
  const show = measure.unit === 'share' ? formatShare : measure.unit === 'count' ? formatCount : formatRate
  const { median, low, high } = measure
  if (low === null || high === null) return `${show(median)}\n${terminal.style('dim', 'n < 5')}`
  return `${show(median)}\n${terminal.style('dim', low === high ? 'in all' : `${show(low)} to ${show(high)}`)}`
}

function resultOf(outcomes: readonly OutcomeRow[], terminal: Terminal): string {
  const total = outcomes.reduce((sum, { count }) => sum + count, 0)
  const [most] = outcomes.filter(({ count }) => count > 0).toSorted((a, b) => worse(b, a))
  if (most === undefined) return terminal.style('dim', 'none finished')
  const { mark, style } = GRADE_MARK[most.grade]
  return terminal.style(style, `${mark} ${most.name}\n${formatCount(most.count)} of ${formatCount(total)}`)
}

const WORSE_LAST: readonly Grade[] = ['acceptable', 'interesting', 'forbidden']

function worse(a: OutcomeRow, b: OutcomeRow): number {
  return WORSE_LAST.indexOf(a.grade) - WORSE_LAST.indexOf(b.grade)
}

/** cli-table3 with hairlines only, and headers in our own hands so that NO_COLOR holds. */
function table(header: readonly string[], rows: readonly (readonly string[])[], terminal: Terminal): string[] {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' }
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '' }
  const drawn = new Table({
    chars: { ...none, ...sides, 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: header.map((_, column) => (column === 0 ? 'left' : 'right')),
  })
  drawn.push(
    header.map(name =>
      name
        .split('\n')
        .map(line => terminal.style('dim', line))
        .join('\n'),
    ),
    ...rows.map(row => [...row]),
  )
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
}
