import { stripVTControlCharacters } from 'node:util'
import { capitalised, printable } from '../../base/text.ts'
import { formatCount, formatMillis, formatRate, formatShare } from '../../base/units.ts'
import { comparisonsOf, comparisonTableOf } from '../../contract/comparison-in-words.ts'
import { findingsInWords, rejectedInWords } from '../../contract/findings-in-words.ts'
import { recordingsInWords } from '../../contract/recording-in-words.ts'
import type { MeasureSummary, OutcomeRow, RunDocument, VariantResult } from '../../contract/run-document.ts'
import { outliersInWords } from '../../contract/measure-in-words.ts'
import { SHARE_LEGEND, shareInWords } from '../../contract/share-in-words.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import { marksOf, marksOfAll } from '../../contract/warning.ts'
import type { Grade } from '../../contract/words.ts'
import type { Style, Terminal } from '../terminal.ts'
import { renderBoundAxis } from './bound-axis.ts'
import { GRADE_MARK } from './grade-mark.ts'
import { renderSpeedUp } from './speed-up.ts'
import { table } from './table.ts'
import { VERDICT_STYLE } from './verdict-style.ts'
import { wrap } from './wrap.ts'

const LEGEND = '✓ acceptable, ◆ interesting: what this variant exists to show, ✗ forbidden: must never be seen'

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
    ...(run.simulated ? wrap(SIMULATED_MEANS, width) : []),
    '',
    ...outcomeTables(run, terminal),
    ...comparisons(run.variants, terminal),
    ...findings(run.variants, terminal),
    ...rejections(run.variants, terminal),
    ...measureTables(run, terminal),
    ...recordings(run.variants, terminal),
    ...renderSpeedUp(run, terminal),
    '',
    ...renderBoundAxis(run.variants, terminal),
    ...run.warnings.flatMap(({ code, message }) => [
      '',
      ...wrap(`${terminal.style('yellow', '!')} ${code}: ${message}`, width),
    ]),
  ].join('\n')
}

function describe({ state, experiment, simulated, id, seed, variants, durationMillis }: RunDocument): string {
  const [first] = variants
  const counts = [
    ['worker', first?.workers ?? first?.params['workers']],
    ['trial', first?.params['trials']],
  ] as const
  const shown = counts.map(([noun, count]) => `${String(count ?? '?')} ${noun}${count === 1 ? '' : 's'}`)
  const how = [...(state === 'completed' ? [] : [state]), ...(simulated ? [SIMULATED] : [])].map(word => `${word} · `)
  return `${how.join('')}${experiment} · ${shown.join(' · ')} · seed ${String(seed)} · ${formatMillis(durationMillis)} · ${printable(id)}`
}

/** One row per variant, one column per outcome; what did not happen is said with a 0. */
function outcomeTables({ variants, simulated }: RunDocument, terminal: Terminal): string[] {
  const names = [...new Set(variants.flatMap(({ outcomes }) => outcomes.map(({ name }) => name)))]
  const unfinished = variants.some(({ trials }) => trials.some(({ outcome }) => outcome === null))
  const counted = variants.some(({ outcomes }) => outcomes.some(({ rounds }) => rounds !== undefined))
  const head = headOf(counted ? 'outcomes, rounds' : 'outcomes, trials', simulated)
  const draw = (columns: readonly string[]): string[] =>
    table(
      [head, ...columns],
      variants.map(result => [result.variant, ...columns.map(name => outcomeCell(name, result, terminal))]),
      terminal,
    )
  const legends = [LEGEND, SHARE_LEGEND].flatMap(text => wrap(text, terminal.width))
  return [
    ...inPieces([...names, ...(unfinished ? [UNFINISHED] : [])], draw, terminal.width),
    ...legends.map(line => terminal.style('dim', line)),
  ]
}

const UNFINISHED = 'unfinished'

/** As many columns side by side as there is room for, and the rest below. */
function inPieces(
  columns: readonly string[],
  draw: (columns: readonly string[]) => readonly string[],
  width: number,
): string[] {
  const lines: string[] = []
  for (let first = 0; first < columns.length;) {
    let last = columns.length
    while (last > first + 1 && widest(draw(columns.slice(first, last))) > width) last -= 1
    lines.push(...(first === 0 ? [] : ['']), ...draw(columns.slice(first, last)))
    first = last
  }
  return lines
}

/** No table without its badge: it may be copied out of its surroundings. */
function headOf(text: string, simulated: boolean): string {
  return simulated ? `${SIMULATED}\n${text}` : text
}

/** How often, and under it how often that is, as far as the trials can tell. */
function outcomeCell(name: string, { outcomes, trials }: VariantResult, terminal: Terminal): string {
  const unfinished = trials.filter(({ outcome }) => outcome === null).length
  if (name === UNFINISHED) return String(unfinished)
  const row = outcomes.find(one => one.name === name)
  if (row === undefined) return ''
  const { mark, style } = GRADE_MARK[row.grade]
  const counted = terminal.style(row.count === 0 ? 'dim' : style, `${mark} ${formatCount(row.count)}`)
  const share = shareInWords(row.count, row.rounds ?? trials.length - unfinished)
  return share === '' ? counted : `${counted}\n${terminal.style('dim', share)}`
}

/** Who did the same work, with what came of it, and what that means. */
function comparisons(variants: readonly VariantResult[], terminal: Terminal): string[] {
  return comparisonsOf(variants).flatMap(({ variant, rows, notes }) => {
    const { columns, cells } = comparisonTableOf(rows)
    const marked = cells.map(([name = '', result = '', ...figures], index) => {
      const grade = rows[index]?.grade ?? null
      const { mark, style } = grade === null ? ABSENT_MARK : GRADE_MARK[grade]
      return [name, terminal.style(style, `${mark} ${result}`), ...figures]
    })
    const lines = notes.flatMap(note => wrap(note, terminal.width))
    return ['', ...table([variant, ...columns.slice(1)], marked, terminal), ...lines]
  })
}

const ABSENT_MARK = { mark: '-', style: 'dim' } as const satisfies { mark: string; style: Style }

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
function measureTables({ variants, simulated, warnings }: RunDocument, terminal: Terminal): string[] {
  const ofAll = marksOfAll(warnings).map(mark => `\n! ${mark}`)
  const names = [...new Set(variants.flatMap(({ measures }) => Object.keys(measures)))]
  const draw = (columns: readonly string[]): string[] =>
    table(
      [
        headOf(`median of trials${ofAll.join('')}`, simulated),
        'result',
        ...columns.map(name => headed(name, variants)),
      ],
      variants.map(({ variant, measures, outcomes }) => [
        variant,
        resultOf(outcomes, terminal),
        ...columns.map(name => figure(measures[name], marksOf(warnings, variant, name), terminal)),
      ]),
      terminal,
    )
  return names.length === 0 ? [] : ['', ...inPieces(names, draw, terminal.width)]
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(line => stripVTControlCharacters(line).length))
}

/** Units once, in the header. */
function headed(name: string, variants: readonly VariantResult[]): string {
  const unit = variants.find(({ measures }) => measures[name] !== undefined)?.measures[name]?.unit
  return unit === undefined || unit === 'share' || unit === 'count' ? name : `${name}\n${unit}`
}

/** What is to be doubted stands under the figure. */
function figure(measure: MeasureSummary | undefined, marks: readonly string[], terminal: Terminal): string {
  if (measure === undefined) return terminal.style('dim', 'not measured')
  const show = measure.unit === 'share' ? formatShare : measure.unit === 'count' ? formatCount : formatRate
  const { median, low, high } = measure
  const interval = low === null || high === null ? 'n < 5' : low === high ? 'in all' : `${show(low)} to ${show(high)}`
  const doubts = marks.map(mark => terminal.style('yellow', `! ${mark}`))
  const under = [interval, ...outliersInWords(measure)].map(line => terminal.style('dim', line))
  return [show(median), ...under, ...doubts].join('\n')
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
