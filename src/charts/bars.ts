import { jainIndex } from '../base/fairness.ts'
import { workerName } from '../base/text.ts'
import { formatCount, formatShare, significant } from '../base/units.ts'
import type { MeasureSummary } from '../contract/run-document.ts'
import { crisp, onPlate, textWidth, type Shape } from './drawing.ts'
import { FIGURES_WIDTH, namesWidth, WORKER_NAMES_WIDTH, type Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'

const ROW = 22
const BAR = 12
const AXIS = 22

/** What one variant came to, for pictures that put variants side by side. */
export interface VariantFigures {
  readonly title: string
  readonly perWorker: readonly number[]
  readonly measures: Readonly<Record<string, MeasureSummary>>
}

/** Operations of each worker of one variant. */
export function fairnessBars({ title, perWorker }: VariantFigures): Picture {
  const total = perWorker.reduce((sum, own) => sum + own, 0)
  const most = perWorker.reduce((a, b) => Math.max(a, b), 0)
  const evenness = most > 0 ? `Jain's index ${jainIndex(perWorker).toFixed(2)}` : 'nothing was done'
  return {
    title: `How evenly workers got through: ${title}`,
    caption: `operations of each worker, median of the trials; ${evenness}, 1 is even`,
    finding: `${evenness}; the most ${formatCount(most)}, the least ${formatCount(perWorker.length === 0 ? 0 : Math.min(...perWorker))}`,
    table: {
      caption: 'operations of each worker, median of the trials',
      columns: ['worker', 'operations', 'share'],
      rows: perWorker.map((own, worker) => [
        workerName(worker),
        formatCount(own),
        formatShare(total > 0 ? own / total : 0),
      ]),
    },
    height: perWorker.length * ROW,
    shapes: (roles, width) =>
      perWorker.flatMap((own, worker): Shape[] => {
        const middle = worker * ROW + ROW / 2
        const room = width - WORKER_NAMES_WIDTH - FIGURES_WIDTH
        const length = most > 0 ? (own / most) * room : 0
        return [
          { kind: 'text', x: 0, y: middle, text: workerName(worker), fill: roles.ink2 },
          { kind: 'rect', x: WORKER_NAMES_WIDTH, y: middle - BAR / 2, width: length, height: BAR, fill: roles.run },
          { kind: 'text', x: WORKER_NAMES_WIDTH + length + 6, y: middle, text: formatCount(own), fill: roles.ink },
        ]
      }),
  }
}

/** What one operation costs, variant by variant, on one logarithmic scale. */
export function costLadder(variants: readonly VariantFigures[]): Picture {
  const rungs = variants.flatMap(({ title, measures: { cost } }) => (cost === undefined ? [] : [{ title, cost }]))
  const [least, most] = [
    Math.min(...rungs.map(({ cost }) => cost.low ?? cost.median)),
    Math.max(...rungs.map(({ cost }) => cost.high ?? cost.median)),
  ]
  const low = 10 ** Math.floor(Math.log10(Math.max(1e-3, least)))
  const high = 10 ** Math.ceil(Math.log10(Math.max(low * 10, most)))
  const unit = rungs[0]?.cost.unit ?? 'ns/operation'
  const left = namesWidth(rungs.map(({ title }) => title))
  return {
    title: 'What one operation costs',
    caption: `${unit}, log; median of the trials and its 95 % interval`,
    finding: rungs.map(({ title, cost }) => `${title} ${significant(cost.median)} ${unit}`).join(', '),
    table: {
      caption: `${unit}, median of the trials and its 95 % interval`,
      columns: ['variant', 'median', 'from', 'to'],
      rows: rungs.map(({ title, cost: { median, low: from, high: to } }) => [
        title,
        significant(median),
        from === null ? 'too few' : significant(from),
        to === null ? 'too few' : significant(to),
      ]),
    },
    height: rungs.length * ROW + AXIS,
    shapes(roles, width) {
      const right = width - FIGURES_WIDTH
      const x = (value: number): number =>
        left + (Math.log10(Math.max(low, value) / low) / Math.log10(high / low)) * (right - left)
      const rows = rungs.flatMap(({ title, cost: { median, low: from, high: to } }, row): Shape[] => {
        const middle = row * ROW + ROW / 2
        const line = crisp(middle)
        return [
          { kind: 'text', x: 0, y: middle, text: title, fill: roles.ink2 },
          { kind: 'line', x1: left, x2: right, y1: line, y2: line, stroke: roles.line },
          ...interval(from, to, x, middle, roles),
          { kind: 'circle', x: x(median), y: middle, radius: 4, fill: roles.ink },
          { kind: 'text', x: width, y: middle, text: significant(median), fill: roles.ink, bold: true, align: 'right' },
        ]
      })
      const bottom = rungs.length * ROW
      const ends: Shape[] = [
        { kind: 'line', x1: left, x2: right, y1: crisp(bottom), y2: crisp(bottom), stroke: roles.line2 },
        { kind: 'text', x: left, y: bottom + 12, text: significant(low), fill: roles.ink3 },
        { kind: 'text', x: right, y: bottom + 12, text: `${significant(high)}, log`, fill: roles.ink3, align: 'right' },
      ]
      return [...rows, ...ends]
    },
  }
}

function interval(
  from: number | null,
  to: number | null,
  x: (value: number) => number,
  y: number,
  roles: ChartRoles,
): Shape[] {
  if (from === null || to === null) return []
  return [{ kind: 'line', x1: x(from), x2: x(to), y1: crisp(y), y2: crisp(y), stroke: roles.ink, width: 1.2 }]
}

/** Operations of each worker, variant by variant: the stronger the shade, the more; every cell says its number. */
export function heatMap(variants: readonly VariantFigures[]): Picture {
  const most = Math.max(1, ...variants.flatMap(({ perWorker }) => perWorker))
  const workers = Math.max(0, ...variants.map(({ perWorker }) => perWorker.length))
  const left = namesWidth(variants.map(({ title }) => title))
  return {
    title: 'Operations of each worker, by variant',
    caption: 'median of the trials; the stronger the shade, the more, as a share of the most',
    finding: variants
      .map(({ title, perWorker }) => `${title} ${formatShare(perWorker.reduce((a, b) => Math.max(a, b), 0) / most)}`)
      .join(', '),
    table: {
      caption: 'operations of each worker, median of the trials',
      columns: ['variant', ...Array.from({ length: workers }, (_, worker) => workerName(worker))],
      rows: variants.map(({ title, perWorker }) => [title, ...perWorker.map(formatCount)]),
    },
    height: ROW * (variants.length + 1),
    shapes(roles, width) {
      const cell = workers > 0 ? (width - left) / workers : 0
      const heads = Array.from({ length: workers }, (_, worker): Shape => ({
        kind: 'text',
        x: left + (worker + 0.5) * cell,
        y: ROW / 2,
        text: workerName(worker),
        fill: roles.ink3,
        align: 'center',
      }))
      const rows = variants.flatMap(({ title, perWorker }, row): Shape[] => {
        const top = (row + 1) * ROW
        return [
          { kind: 'text', x: 0, y: top + ROW / 2, text: title, fill: roles.ink2 },
          ...perWorker.flatMap((own, worker) => heatCell(own / most, left + worker * cell, top, cell, roles)),
        ]
      })
      return [...heads, ...rows]
    },
  }
}

function heatCell(share: number, x: number, y: number, width: number, roles: ChartRoles): Shape[] {
  const shade: Shape = {
    kind: 'rect',
    x: x + 1,
    y: y + 1,
    width: Math.max(1, width - 2),
    height: ROW - 2,
    fill: roles.run,
    opacity: share,
  }
  const text = formatShare(share)
  if (width < textWidth(text, true) + 10) return [shade]
  return [shade, ...onPlate(text, x + width / 2, y + ROW / 2, ROW - 6, roles)]
}
