import { printable } from '../../base/text.ts'
import { formatBytes, formatCount, formatMillis, formatRate, formatShare } from '../../base/units.ts'
import { primitivesInWords, rerunLine } from '../../contract/rerun-line.ts'
import { recordingsInWords } from '../../contract/recording-in-words.ts'
import { findingsInWords, rejectedInWords } from '../../contract/findings-in-words.ts'
import type { MeasureSummary, RunDocument, VariantResult } from '../../contract/run-document.ts'

/** A run as Markdown: verdict first, then its evidence, then how to check and rerun it. */
export function toMarkdown(run: RunDocument): string {
  const parts = [
    `# ${text(run.headline)}`,
    `**${run.verdict}**, ${run.state}: \`${text(run.experiment)}\`, run \`${text(run.id)}\`, ${run.startedAt}, ${formatMillis(run.durationMillis)}`,
    text(run.note),
    section('Outcomes', table(outcomeRows(run.variants))),
    section('Findings', findingsOf(run)),
    section(
      'Measures',
      `Median of the completed trials, with its 95 % bootstrap interval.\n\n${table(measureRows(run.variants))}`,
    ),
    ...run.variants.flatMap(boundsOf).slice(0, 1),
    section('Parameters', table(parameterRows(run.variants))),
    section(
      'Recorded events',
      recordingsInWords(run.variants)
        .map(line => `- ${text(line)}`)
        .join('\n'),
    ),
    warningsOf(run),
    section('Method', method(run)),
    section('Machine', machine(run)),
    section('Run it again', `\`\`\`\n${rerunLine(run)}\n\`\`\``),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function section(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`
}

function table([header, ...rows]: readonly (readonly string[])[]): string {
  if (header === undefined || rows.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

function findingsOf({ variants }: RunDocument): string {
  const found = findingsInWords(variants).map(line => `- **${line.word}** ${text(line.variant)}, ${text(line.text)}`)
  const rejected = variants.flatMap(result => {
    const words = rejectedInWords(result)
    return words === null ? [] : [`- ${text(result.variant)}: ${text(words)}`]
  })
  return [...found, ...rejected].join('\n')
}

function outcomeRows(variants: readonly VariantResult[]): string[][] {
  const names = [...new Set(variants.flatMap(({ outcomes }) => outcomes.map(({ name }) => name)))]
  return [
    ['variant', ...names.map(text), 'verdict'],
    ...variants.map(({ variant, outcomes, verdict }) => [
      text(variant),
      ...names.map(name => {
        const row = outcomes.find(outcome => outcome.name === name)
        return row === undefined ? '' : `${String(row.count)} (${row.grade})`
      }),
      verdict,
    ]),
  ]
}

function measureRows(variants: readonly VariantResult[]): string[][] {
  const names = [...new Set(variants.flatMap(({ measures }) => Object.keys(measures)))]
  if (names.length === 0) return []
  return [
    ['variant', ...names.map(text)],
    ...variants.map(({ variant, measures }) => [
      text(variant),
      ...names.map(name => {
        const measure = measures[name]
        return measure === undefined ? 'not measured' : withInterval(measure)
      }),
    ]),
  ]
}

function withInterval({ unit, median, low, high, n }: MeasureSummary): string {
  const figure = (value: number): string => (unit === 'share' ? formatShare(value) : formatRate(value))
  const interval =
    low === null || high === null ? `n = ${String(n)}, too few for an interval` : `${figure(low)} to ${figure(high)}`
  return `${figure(median)}${unit === 'share' || unit === 'count' ? '' : ` ${text(unit)}`} (${interval})`
}

function boundsOf({ axis }: VariantResult): string[] {
  if (axis === null) return []
  return [
    section(
      `Bounds of the ${text(axis.label)}`,
      `- ${formatCount(axis.floor)} at least: ${text(axis.floorWhy)}.\n- ${formatCount(axis.ceiling)} at most: ${text(axis.ceilingWhy)}.`,
    ),
  ]
}

function parameterRows(variants: readonly VariantResult[]): string[][] {
  const [first] = variants
  if (first === undefined) return []
  return [
    ['parameter', 'value'],
    ...Object.entries(first.params).map(([name, value]) => [text(name), text(String(value))]),
  ]
}

function warningsOf({ warnings }: RunDocument): string {
  return section('Warnings', warnings.map(({ code, message }) => `- \`${text(code)}\`: ${text(message)}`).join('\n'))
}

function method({ seed, calibration, variants }: RunDocument): string {
  const trials = variants.map(variant => variant.trials.length)
  const lines = [
    `- Trials recorded for each variant: ${[...new Set(trials)].join(', ')}; variants interleaved in an order decided by seed ${String(seed)}.`,
    '- The seed fixes the order, never how the threads interleave: a rerun gives other figures.',
    '- Every trial begins at a spinning start line; rates divide by the measured phase only.',
  ]
  if (calibration !== null) {
    const { speedUp, workers } = calibration
    lines.push(
      `- Calibration after the run: ${String(workers)} workers got through ${formatRate(speedUp.median)} times the pure computing of one.`,
    )
  }
  return lines.join('\n')
}

function machine({ machine: facts, versions, primitives }: RunDocument): string {
  return [
    `- ${text(facts.cpu)}, ${String(facts.cores)} cores, ${formatBytes(facts.memoryBytes)}`,
    `- ${text(facts.platform)} ${text(facts.osRelease)}, ${text(facts.arch)}`,
    `- Interleave ${text(versions.interleave)}, Node ${text(versions.node)}, V8 ${text(versions.v8)}`,
    `- locks ran ${primitivesInWords({ primitives })}`,
  ].join('\n')
}

/** Text that cannot turn into markup or break out of a table. */
function text(raw: string): string {
  return printable(raw, 2000).replace(/[\\`*_{}[\]<>#|!]/g, character => `\\${character}`)
}
