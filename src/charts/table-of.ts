import { formatCount, formatRate } from '../base/units.ts'
import type { BoundAxisFigure } from './bound-axis.ts'
import { histogramOf, type Histogram } from './histogram.ts'
import { medianOf } from '../base/median.ts'
import { ratesOf, type ThroughputFigure } from './throughput-over-time.ts'

/** The numbers of a chart, for those who read numbers. The first column names its row. */
export interface ChartTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const BINS = 25

/** How many trials of each variant came to which values; bins that no variant reached are left out, and said to be. */
export function tableOfBoundAxis({ axis, rows }: BoundAxisFigure): ChartTable {
  const histograms = rows.map(({ values }) => histogramOf(values, axis.floor, axis.ceiling, BINS))
  const counted = (name: string, countOf: (histogram: Histogram) => number): string[] => [
    name,
    ...histograms.map(histogram => formatCount(countOf(histogram))),
  ]
  const whole = Number.isInteger(axis.floor) && Number.isInteger(axis.ceiling)
  const bins = (histograms[0]?.bins ?? []).flatMap(({ from, to }, index) => {
    const held = histograms.map(histogram => histogram.bins[index]?.count ?? 0)
    if (held.every(count => count === 0)) return []
    const last = whole ? Math.ceil(to) - 1 : to
    const first = whole ? Math.ceil(from) : from
    const name = first === last ? formatCount(first) : `${formatCount(first)} to ${formatCount(last)}`
    return [[name, ...held.map(formatCount)]]
  })
  const middles = rows.map(({ values }) => medianOf(values.map(({ value }) => value)))
  return {
    caption: `${axis.label}: trials by value; values that no trial came to are left out`,
    columns: [axis.label, ...rows.map(({ name }) => name)],
    rows: [
      counted(`below ${formatCount(axis.floor)}`, ({ below }) => below?.count ?? 0),
      ...bins,
      counted(formatCount(axis.ceiling), ({ ceiling }) => ceiling.count),
      counted(`above ${formatCount(axis.ceiling)}`, ({ above }) => above?.count ?? 0),
      ['median', ...middles.map(middle => (middle === null ? 'no trials' : formatCount(middle)))],
    ],
  }
}

/** Lowest, median and highest rate of each strip, and how many samples they rest on. */
export function tableOfThroughput({ workers, total }: ThroughputFigure, unit: string): ChartTable {
  const strips = total === null ? workers : [total, ...workers]
  return {
    caption: `${unit} over time`,
    columns: ['worker', 'lowest', 'median', 'highest', 'samples'],
    rows: strips.map(({ label, curve }) => {
      const rates = ratesOf(curve)
      const [lowest, highest] = [
        rates.reduce((a, b) => Math.min(a, b), Infinity),
        rates.reduce((a, b) => Math.max(a, b), 0),
      ]
      const figures = rates.length === 0 ? [] : [lowest, medianOf(rates) ?? lowest, highest]
      return [label, ...(figures.length === 0 ? ['', '', ''] : figures.map(formatRate)), formatCount(rates.length)]
    }),
  }
}
