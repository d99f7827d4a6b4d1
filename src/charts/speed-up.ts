import { throughputAt } from '../base/scaling-law.ts'
import { formatRate, formatShare, significant } from '../base/units.ts'
import { ceilingInWords, curveInWords, type ToldCurve } from '../contract/curve-in-words.ts'
import { lawOf, throughputAlone, type Estimate, type ScalingFit } from '../contract/workers-curve.ts'
import { crisp, textWidth, type Point, type Shape } from './drawing.ts'
import type { Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { frameOf, gridOf, HEIGHT, type Frame } from './speed-up-frame.ts'
import type { ChartTable } from './table-of.ts'

const LABEL_HEIGHT = 15
const STEPS = 96
const AMDAHL_DASH = [7, 4]
const USL_DASH = [2, 3]
const IDEAL = 'ideal'
const IDEAL_DASH = [1, 4]

/** Throughput of one variant against workers, as speed-up over one worker, with what the machine gave and two laws. */
export function speedUp(title: string, told: ToldCurve): Picture {
  const sentences = curveInWords(told)
  const ceiling = told.ceiling === null ? [] : [ceilingInWords(told.ceiling)]
  return {
    title: `Speed-up against workers: ${title}`,
    caption: 'over one worker; median of the trials and its 95 % interval; solid is measured, dashed is computed',
    finding: [...sentences, ...ceiling].join(' '),
    table: tableOf(told),
    notes: [...sentences, ...ceiling],
    height: HEIGHT,
    shapes: (roles, width) => shapesOf(told, roles, width),
  }
}

function tableOf({ curve, ceiling, cores }: ToldCurve): ChartTable {
  const laws = [curve.amdahl, curve.usl]
  const alone = throughputAlone(curve)
  return {
    caption: 'speed-up over one worker; laws are computed',
    columns: ['workers', 'operations/s', 'speed-up', 'from', 'to', 'ceiling before', 'after', 'Amdahl', 'USL'],
    rows: curve.points.map(({ workers, throughput, speedUp: measured }) => {
      const reached = ceiling?.points.find(point => point.workers === workers)
      return [
        `${String(workers)}${workers > cores ? ', more than cores' : ''}`,
        throughput === null ? 'not measured' : formatRate(throughput.median),
        measured === null ? 'not measured' : significant(measured.value),
        limitText(measured, 'low'),
        limitText(measured, 'high'),
        reached === undefined ? 'not measured' : significant(reached.before.median),
        reached === undefined ? 'not measured' : significant(reached.after.median),
        ...laws.map(fit =>
          fit === null || alone === null ? 'none' : significant(throughputAt(lawOf(fit), workers) / alone),
        ),
      ]
    }),
  }
}

function limitText(measured: Estimate | null, end: 'low' | 'high'): string {
  const limit = measured?.[end] ?? null
  return limit === null ? 'too few' : significant(limit)
}

/** A line's name beside its end. */
interface Label {
  readonly y: number
  readonly text: string
  readonly fill: string
  readonly bold?: boolean
}

function shapesOf(told: ToldCurve, roles: ChartRoles, width: number): Shape[] {
  const labels = labelsOf(told, roles)
  const room = Math.max(0, ...labels.map(({ text, bold }) => textWidth(text, bold))) + 14
  const frame = frameOf(told, width - room)
  const ideal = { y: frame.last, text: IDEAL, fill: roles.ink3 }
  return [
    ...gridOf(told, frame, roles),
    ...idealOf(frame, roles),
    ...ceilingOf(told, frame, roles),
    ...lawsOf(told, frame, roles),
    ...measuredOf(told, frame, roles),
    ...placed(
      [...(frame.highest < frame.last ? [] : [ideal]), ...labels].map(label => ({ ...label, y: frame.y(label.y) })),
      frame,
      roles,
    ),
  ]
}

function idealOf({ x, y, last, highest }: Frame, roles: ChartRoles): Shape[] {
  const end = Math.min(last, highest)
  const line = [1, end].map((workers): Point => [x(workers), y(workers)])
  const curve: Shape = { kind: 'curve', runs: [line], stroke: roles.ink3, width: 1.5, dash: IDEAL_DASH }
  // Where it leaves the frame at the top, its name stands there and not beside the others.
  if (end === last) return [curve]
  return [curve, { kind: 'text', x: x(end) + 8, y: y(highest) + 4, text: IDEAL, fill: roles.ink3, halo: roles.page }]
}

function ceilingOf({ ceiling }: ToldCurve, { x, y }: Frame, roles: ChartRoles): Shape[] {
  if (ceiling === null) return []
  const ends = ceiling.points.map(({ workers, before, after }) => ({
    at: x(workers),
    low: y(Math.min(before.low ?? before.median, after.low ?? after.median)),
    high: y(Math.max(before.high ?? before.median, after.high ?? after.median)),
    middle: y((before.median + after.median) / 2),
  }))
  const band = [
    ...ends.map(({ at, high }): Point => [at, high]),
    ...ends.toReversed().map(({ at, low }): Point => [at, low]),
  ]
  const middle = ends.map(({ at, middle: own }): Point => [at, own])
  return [
    { kind: 'polygon', points: band, fill: roles.ink3, opacity: 0.2 },
    { kind: 'curve', runs: [middle], stroke: roles.ink2, width: 1 },
  ]
}

function lawsOf({ curve }: ToldCurve, frame: Frame, roles: ChartRoles): Shape[] {
  const alone = throughputAlone(curve)
  if (alone === null) return []
  const { amdahl, usl } = curve
  return [
    ...bandOf(amdahl, alone, frame, roles, 0.1),
    ...bandOf(usl, alone, frame, roles, 0.2),
    ...lineOf(amdahl, alone, frame, roles, AMDAHL_DASH),
    ...lineOf(usl, alone, frame, roles, USL_DASH),
    ...peakMark(usl, alone, frame, roles),
  ]
}

function bandOf(fit: ScalingFit | null, alone: number, frame: Frame, roles: ChartRoles, opacity: number): Shape[] {
  const band = fit?.band
  if (band === undefined || band === null) return []
  const edge = (limits: readonly number[]): Point[] =>
    band.workers.map((workers, index) => [frame.x(workers), frame.y((limits[index] ?? 0) / alone)])
  return [{ kind: 'polygon', points: [...edge(band.high), ...edge(band.low).reverse()], fill: roles.model, opacity }]
}

function lineOf(
  fit: ScalingFit | null,
  alone: number,
  { x, y, last }: Frame,
  roles: ChartRoles,
  dash: readonly number[],
): Shape[] {
  if (fit === null) return []
  const law = lawOf(fit)
  const line = Array.from({ length: STEPS + 1 }, (_, step): Point => {
    const workers = 1 + ((last - 1) * step) / STEPS
    return [x(workers), y(throughputAt(law, workers) / alone)]
  })
  return [{ kind: 'curve', runs: [line], stroke: roles.model, width: 1.5, dash }]
}

function peakMark(
  usl: ScalingFit | null,
  alone: number,
  { x, y, last, bottom, right }: Frame,
  roles: ChartRoles,
): Shape[] {
  const peak = usl?.peak.workers ?? null
  if (usl === null || peak === null || peak > last) return []
  const law = lawOf(usl)
  const [at, top] = [x(peak), y(throughputAt(law, peak) / alone)]
  const text = `peak at ${significant(peak)}`
  const half = textWidth(text) / 2
  return [
    { kind: 'line', x1: crisp(at), x2: crisp(at), y1: top, y2: bottom, stroke: roles.model, dash: USL_DASH },
    {
      kind: 'polygon',
      points: [
        [at, top - 7],
        [at - 5, top - 15],
        [at + 5, top - 15],
      ],
      fill: roles.model,
    },
    {
      kind: 'text',
      x: Math.min(Math.max(at, half), right - half),
      y: top - 24,
      text,
      fill: roles.modelInk,
      align: 'center',
      halo: roles.page,
    },
  ]
}

function measuredOf({ curve, cores }: ToldCurve, { x, y }: Frame, roles: ChartRoles): Shape[] {
  const points = curve.points.flatMap(({ workers, speedUp: own }) => (own === null ? [] : [{ workers, ...own }]))
  const line = points.map(({ workers, value }): Point => [x(workers), y(value)])
  const bars = points.flatMap(({ workers, low, high }): Shape[] => {
    if (low === null || high === null) return []
    return [{ kind: 'line', x1: x(workers), x2: x(workers), y1: y(low), y2: y(high), stroke: roles.s1, width: 1.2 }]
  })
  const marks = points.map(({ workers, value }): Shape => {
    const mark = { kind: 'circle', x: x(workers), y: y(value), radius: 4 } as const
    return workers > cores ? { ...mark, fill: roles.page, stroke: roles.s1 } : { ...mark, fill: roles.s1 }
  })
  return [{ kind: 'curve', runs: [line], stroke: roles.s1, width: 1.8 }, ...bars, ...marks]
}

function labelsOf({ curve, ceiling }: ToldCurve, roles: ChartRoles): Label[] {
  const last = curve.points.findLast(({ speedUp: own }) => own !== null)?.speedUp ?? null
  const alone = throughputAlone(curve)
  const end = curve.points.at(-1)?.workers ?? 1
  const reached = ceiling?.points.at(-1)
  const laws = (
    [
      ['Amdahl', curve.amdahl],
      ['USL', curve.usl],
    ] as const
  ).flatMap(([name, fit]) => {
    if (fit === null || alone === null) return []
    const law = lawOf(fit)
    const text = name === 'Amdahl' ? `Amdahl, ${formatShare(law.serialFraction)} serial` : 'USL and its band'
    return [{ y: throughputAt(law, end) / alone, text, fill: roles.modelInk }]
  })
  return [
    ...(reached === undefined
      ? []
      : [{ y: (reached.before.median + reached.after.median) / 2, text: 'ceiling of this machine', fill: roles.ink2 }]),
    ...laws,
    ...(last === null
      ? []
      : [{ y: last.value, text: `measured ${significant(last.value)}×`, fill: roles.ink, bold: true }]),
  ]
}

/** Each label beside the end of its line, moved down, and then up again from the bottom, until none touches another. */
function placed(labels: readonly Label[], { right, bottom }: Frame, roles: ChartRoles): Shape[] {
  const sorted = labels.toSorted((a, b) => a.y - b.y)
  let free = 0
  const down = sorted.map(label => {
    const y = Math.max(label.y, free)
    free = y + LABEL_HEIGHT
    return { ...label, y }
  })
  let limit = bottom - 6
  return down.toReversed().map(({ y, text, fill, bold = false }): Shape => {
    const at = Math.min(y, limit)
    limit = at - LABEL_HEIGHT
    return { kind: 'text', x: right + 8, y: at, text, fill, bold, halo: roles.page }
  })
}
