import { capitalised } from '../../base/text.ts'
import { formatCount } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import { findingsInWords, rejectedInWords } from '../../contract/findings-in-words.ts'
import { measured, outliersInWords } from '../../contract/measure-in-words.ts'
import { recordingsInWords } from '../../contract/recording-in-words.ts'
import type { MeasureSummary, RunDocument, VariantResult } from '../../contract/run-document.ts'
import { SHARE_LEGEND, shareInWords } from '../../contract/share-in-words.ts'
import { marksOf, marksOfAll } from '../../contract/warning.ts'
import type { Block, GradeTable, Item } from './report-model.ts'

/** What came out: counted, found, measured, and with what it was made. */

export function outcomeBlocks({ variants }: RunDocument): Block[] {
  if (variants.length === 0) return []
  const descriptions = new Map(variants.flatMap(({ outcomes }) => outcomes.map(o => [o.name, o.description] as const)))
  const items = [...descriptions].map(([name, description]): Item => ({ word: name, text: description }))
  return [
    { kind: 'grades', table: gradeTable(variants) },
    { kind: 'text', text: `${capitalised(SHARE_LEGEND)}.` },
    { kind: 'list', items },
  ]
}

function gradeTable(variants: readonly VariantResult[]): GradeTable {
  const names = [...new Set(variants.flatMap(({ outcomes }) => outcomes.map(({ name }) => name)))]
  const unfinished = variants.map(({ trials }) => trials.filter(({ outcome }) => outcome === null).length)
  const isCut = unfinished.some(count => count > 0)
  const rounds = variants.some(({ outcomes }) => outcomes.some(one => one.rounds !== undefined))
  return {
    columns: [rounds ? 'variant, rounds' : 'variant', ...names, ...(isCut ? ['unfinished'] : []), 'verdict'],
    rows: variants.map(({ variant, outcomes, trials, verdict }, index) => ({
      name: variant,
      cells: [
        ...names.map(name => {
          const row = outcomes.find(one => one.name === name)
          if (row === undefined) return null
          const { count, grade, rounds = trials.length - (unfinished[index] ?? 0) } = row
          return { count, grade, share: shareInWords(count, rounds) }
        }),
        ...(isCut ? [{ count: unfinished[index] ?? 0, grade: null, share: '' }] : []),
      ],
      verdict,
    })),
  }
}

export function findingBlocks({ variants }: RunDocument): Block[] {
  const found = findingsInWords(variants).map(({ word, variant, text }): Item => ({
    word,
    text: `${variant}, ${text}`,
  }))
  const rejected = variants.flatMap((result): Item[] => {
    const words = rejectedInWords(result)
    return words === null ? [] : [{ word: '', text: `${result.variant}: ${words}` }]
  })
  const checks = variants.flatMap(({ variant, checks: own }) =>
    own
      .filter(({ failures }) => failures > 0)
      .map(({ name, description, failures }): Item => ({
        word: 'failed check',
        text: `${variant}, ${name}: ${description}, ${formatCount(failures)} times`,
      })),
  )
  const items = [...checks, ...found, ...rejected]
  return items.length === 0 ? [] : [{ kind: 'list', items }]
}

export function measureBlocks({ variants, warnings }: RunDocument): Block[] {
  const names = [...new Set(variants.flatMap(({ measures }) => Object.keys(measures)))]
  if (names.length === 0) return []
  const rows = variants.map(({ variant, measures }) => [
    variant,
    ...names.map(name => {
      const measure = measures[name]
      if (measure === undefined) return 'not measured'
      return [withInterval(measure), ...outliersInWords(measure), ...marksOf(warnings, variant, name)].join('; ')
    }),
  ])
  const columns = ['variant', ...names.map(name => headed(name, variants))]
  const ofAll = marksOfAll(warnings).map(mark => `; ${mark}`)
  const caption = `Median of the completed trials, with its 95 % bootstrap interval${ofAll.join('')}.`
  return [{ kind: 'table', table: { caption, columns, rows } }]
}

/** Units once, in the header. */
function headed(name: string, variants: readonly VariantResult[]): string {
  const unit = variants.find(({ measures }) => measures[name] !== undefined)?.measures[name]?.unit
  return unit === undefined || unit === 'share' || unit === 'count' ? name : `${name}, ${unit}`
}

function withInterval({ unit, median, low, high, n }: MeasureSummary): string {
  if (low === null || high === null) return `${measured(median, unit)} (n = ${String(n)}, too few for an interval)`
  return `${measured(median, unit)} (${measured(low, unit)} to ${measured(high, unit)})`
}

export function boundsBlocks({ variants }: RunDocument): Block[] {
  const axis = variants.find(one => one.axis !== null)?.axis ?? null
  if (axis === null) return []
  return [
    {
      kind: 'facts',
      facts: [
        { name: `${axis.label}, at least`, value: `${formatCount(axis.floor)}: ${axis.floorWhy}` },
        { name: `${axis.label}, at most`, value: `${formatCount(axis.ceiling)}: ${axis.ceilingWhy}` },
      ],
    },
  ]
}

export function parameterBlocks({ variants, seed }: RunDocument, entry: ExperimentEntry | null): Block[] {
  const [first] = variants
  if (first === undefined) return []
  const rows = Object.entries(first.params).map(([name, value]) => {
    const parameter = entry?.parameters.find(one => one.name === name)
    const shown = typeof value === 'number' && Number.isInteger(value) ? formatCount(value) : String(value)
    return [name, shown, parameter?.unit ?? '', parameter?.help ?? '']
  })
  // Variants share their parameters, but for those that a scaling run changes.
  const differ = variants.filter(({ params }) => JSON.stringify(params) !== JSON.stringify(first.params))
  const others = differ.map(({ variant, params }): Item => ({
    word: variant,
    text: Object.entries(params)
      .filter(([name, value]) => first.params[name] !== value)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', '),
  }))
  return [
    {
      kind: 'table',
      table: {
        caption: '',
        columns: ['parameter', 'value', 'unit', 'what it is'],
        rows: [...rows, ['seed', String(seed), '', 'decides the order of trials, never how threads interleave']],
      },
    },
    ...(others.length === 0 ? [] : [{ kind: 'list', items: others } as const]),
  ]
}

/** What was recorded of the probes, and what that cost. */
export function recordedItems({ variants }: RunDocument): Item[] {
  return recordingsInWords(variants).map(text => ({ word: 'recorded', text }))
}
