import { workerName } from '../base/text.ts'
import { counted, formatCount, formatMillis, formatShare } from '../base/units.ts'
import type { TileMap } from '../contract/tile-map.ts'
import { onPlate, type Shape } from './drawing.ts'
import type { Picture } from './picture.ts'
import type { ChartRoles } from './roles.ts'
import { workerColour } from './worker-colour.ts'

/** Of the image, at most. */
const MOST_SIDE = 448
const KEY_GAP = 28
const KEY_ROW = 22
const KEY_WIDTH = 176
const SWATCH = 16
/** Colours of workers, before they repeat. */
const COLOURS = 8
const SMALLEST_PATTERN = 5
/** Room for a number on its plate. */
const NUMBERED_TILE = 20
/** A cheap tile is pale, and still told from one that nobody has finished. */
const PALEST = 0.45

/** An image that is being worked on, or one that is done. */
export interface TilesFigure {
  /** Tiles in a row. */
  readonly columns: number
  /** Row by row: worker + 1, 0 = nobody yet. */
  readonly owners: readonly number[]
  /** From 0 to 1; empty while that is not known. */
  readonly costs: readonly number[]
  readonly workers: number
}

const HOW = 'a tile has the colour and the number of the worker that computed it'

/** Height of the image and of the key beside it: known before the first tile, so that nothing jumps. */
export function tilesHeight({ workers }: Pick<TilesFigure, 'workers'>): number {
  return Math.max(MOST_SIDE, (workers + 1) * KEY_ROW) + 8
}

export function tilesCaption({ columns, owners }: TilesFigure): string {
  const done = owners.filter(owner => owner > 0).length
  return columns === 0 ? HOW : `${formatCount(done)} of ${counted(owners.length, 'tile')}; ${HOW}`
}

/** One trial's image, when it is done. */
export function tilesPicture(map: TileMap, variant: string, workers: number): Picture {
  const figure = { columns: map.columns, owners: map.owners, costs: map.costs, workers }
  const total = map.costs.reduce((sum, cost) => sum + cost, 0)
  const rows = Array.from({ length: workers }, (_, worker) => {
    const own = map.owners.flatMap((owner, tile) => (owner === worker + 1 ? [tile] : []))
    const cost = own.reduce((sum, tile) => sum + (map.costs[tile] ?? 0), 0)
    const last = own.reduce((latest, tile) => Math.max(latest, map.finishedMillis[tile] ?? 0), 0)
    return { worker, tiles: own.length, share: total > 0 ? cost / total : 0, last }
  })
  return {
    title: `Who computed which tile: ${variant}`,
    caption: `trial ${formatCount(map.trial + 1)}, ${tilesCaption(figure)}; the fuller the colour, the more the tile took`,
    finding: rows
      .map(
        ({ worker, tiles, share }) =>
          `${workerName(worker)} ${counted(tiles, 'tile')}, ${formatShare(share)} of the work`,
      )
      .join('; '),
    table: {
      caption: 'tiles, work and last tile of each worker',
      columns: ['worker', 'tiles', 'share of the work', 'last tile finished after'],
      rows: rows.map(({ worker, tiles, share, last }) => [
        workerName(worker),
        formatCount(tiles),
        formatShare(share),
        tiles === 0 ? 'none' : formatMillis(last),
      ]),
    },
    height: tilesHeight(figure),
    shapes: (roles, width) =>
      tilesShapes(
        figure,
        roles,
        width,
        rows.map(({ last, tiles }) => (tiles === 0 ? 'no tile' : formatMillis(last))),
      ),
  }
}

function tileSide(columns: number, width: number): number {
  return Math.max(1, Math.floor(Math.min(MOST_SIDE, width - KEY_GAP - KEY_WIDTH) / columns))
}

/** @param ends when each worker was done, in words; empty while that is not known */
export function tilesShapes(
  figure: TilesFigure,
  roles: ChartRoles,
  width: number,
  ends: readonly string[] = [],
): Shape[] {
  const { columns, owners } = figure
  const side = columns > 0 ? tileSide(columns, width) : 0
  const tiles = owners.flatMap((owner, tile) => {
    const [x, y] = [(tile % columns) * side, Math.floor(tile / columns) * side]
    return owner === 0 ? empty(x, y, side, roles) : owned(owner - 1, x, y, side, figure.costs[tile] ?? 1, roles)
  })
  const isNumbered = side === 0 || side >= NUMBERED_TILE
  return [...tiles, ...key(figure, { x: columns * side + KEY_GAP, isNumbered }, ends, roles)]
}

function empty(x: number, y: number, side: number, roles: ChartRoles): Shape[] {
  if (side < 4) return []
  return [{ kind: 'rect', x: x + 0.5, y: y + 0.5, width: side - 1, height: side - 1, fill: 'none', stroke: roles.line }]
}

function owned(worker: number, x: number, y: number, side: number, cost: number, roles: ChartRoles): Shape[] {
  const inner = side < 6 ? side : side - 1
  const opacity = PALEST + (1 - PALEST) * cost
  return [
    { kind: 'rect', x, y, width: inner, height: inner, fill: workerColour(worker, roles), opacity },
    ...(side >= NUMBERED_TILE ? plate(worker, x, y, inner, roles) : pattern(worker, x, y, inner, roles)),
  ]
}

/** From the ninth worker on colours repeat, with a stroke. */
function plate(worker: number, x: number, y: number, side: number, roles: ChartRoles): Shape[] {
  return [...strike(worker, x, y, side, roles), ...onPlate(String(worker + 1), x + side / 2, y + side / 2, 14, roles)]
}

function strike(worker: number, x: number, y: number, side: number, roles: ChartRoles): Shape[] {
  if (worker < COLOURS) return []
  return [{ kind: 'line', x1: x, x2: x + side, y1: y + side, y2: y, stroke: roles.page, width: 1.5 }]
}

/** Strokes from edge to edge, in shares of a side. */
type Stroke = readonly [x1: number, y1: number, x2: number, y2: number]
const RISING: Stroke = [0, 1, 1, 0]
const FALLING: Stroke = [0, 0, 1, 1]
const LEVEL: Stroke = [0, 0.5, 1, 0.5]
const UPRIGHT: Stroke = [0.5, 0, 0.5, 1]
const PATTERNS: readonly (readonly Stroke[])[] = [
  [],
  [RISING],
  [FALLING],
  [LEVEL],
  [UPRIGHT],
  [LEVEL, UPRIGHT],
  [RISING, FALLING],
  [RISING, LEVEL],
]

/** In place of a number that does not fit; dark strokes from the ninth worker on. */
function pattern(worker: number, x: number, y: number, side: number, roles: ChartRoles): Shape[] {
  if (side < SMALLEST_PATTERN) return []
  const stroke = worker < COLOURS ? roles.page : roles.ink
  // The first of all has no stroke; the ninth, of the same colour, needs one.
  const strokes = worker === COLOURS ? [RISING, FALLING, LEVEL, UPRIGHT] : (PATTERNS[worker % COLOURS] ?? [])
  return strokes.map(([x1, y1, x2, y2]): Shape => ({
    kind: 'line',
    x1: x + x1 * side,
    x2: x + x2 * side,
    y1: y + y1 * side,
    y2: y + y2 * side,
    stroke,
  }))
}

interface Key {
  readonly x: number
  /** The image’s tiles have numbers. */
  readonly isNumbered: boolean
}

function key(
  { owners, workers }: TilesFigure,
  { x, isNumbered }: Key,
  ends: readonly string[],
  roles: ChartRoles,
): Shape[] {
  const columns = { tiles: x + 94, end: x + KEY_WIDTH }
  const head: Shape[] = [
    { kind: 'text', x: columns.tiles, y: KEY_ROW / 2, text: 'tiles', fill: roles.ink3, align: 'right' },
    ...(ends.length === 0 ? [] : [headOfEnds(columns.end, roles)]),
  ]
  const rows = Array.from({ length: workers }, (_, worker) => worker).flatMap((worker): Shape[] => {
    const y = (worker + 1) * KEY_ROW + KEY_ROW / 2
    const tiles = owners.filter(owner => owner === worker + 1).length
    const end = ends[worker]
    return [
      ...swatch(worker, x, y - SWATCH / 2, isNumbered, roles),
      { kind: 'text', x: x + SWATCH + 8, y, text: workerName(worker), fill: roles.ink },
      { kind: 'text', x: columns.tiles, y, text: formatCount(tiles), fill: roles.ink, align: 'right' },
      ...(end === undefined ? [] : [endOf(end, columns.end, y, roles)]),
    ]
  })
  return [...head, ...rows]
}

/** As its tiles are: plain where they have numbers, struck through or not, else with their pattern. */
function swatch(worker: number, x: number, y: number, isNumbered: boolean, roles: ChartRoles): Shape[] {
  const fill = workerColour(worker, roles)
  const plain: Shape = { kind: 'rect', x, y, width: SWATCH - 1, height: SWATCH - 1, fill }
  if (!isNumbered) return [plain, ...pattern(worker, x, y, SWATCH - 1, roles)]
  return [plain, ...strike(worker, x, y, SWATCH - 1, roles)]
}

function endOf(text: string, x: number, y: number, roles: ChartRoles): Shape {
  return { kind: 'text', x, y, text, fill: roles.ink2, align: 'right' }
}

function headOfEnds(x: number, roles: ChartRoles): Shape {
  return { kind: 'text', x, y: KEY_ROW / 2, text: 'done after', fill: roles.ink3, align: 'right' }
}
