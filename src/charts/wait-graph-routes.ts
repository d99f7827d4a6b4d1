import type { Place } from './wait-graph-layout.ts'

/** The lines of a wait-for graph between marks that stand somewhere. */

/** Half of a mark: where lines begin and end. */
export const CIRCLE = 20
export const SQUARE = 17
export const DIAMOND = 21

export interface RouteEnd extends Place {
  readonly half: number
}

export interface Route {
  /** SVG path data. */
  readonly path: string
  /** Where the line meets the mark it leads to, and from where it comes there. */
  readonly tip: { readonly x: number; readonly y: number; readonly towards: Direction }
}

/** A unit vector. */
type Direction = readonly [x: number, y: number]

const CORNER = 12
/** The line back from the last of several rows. */
const BELOW = 47
/** The line back of a whole row, under it. */
const BACK = 57
/** Shorter lines under a row, nearer to it, each a little lower than the one before. */
const NEAR = 34
const STEP = 6
const STEPS = 4

export interface RouteWish {
  /** Leaves the middle of a mark's lower side free for others. */
  readonly shift: number
  /** The last mark of a chain to its first one. */
  readonly closing: boolean
  /** Tells lines apart that would lie on one another. */
  readonly number: number
  /** Lines from below a row come up under their marks; else, where too many stand below, straight. */
  readonly upright: boolean
}

/** A line from one mark to another, that ends at their edges. */
export function route(from: RouteEnd, to: RouteEnd, wish: RouteWish): Route {
  const { chain } = from
  const together = chain !== null && chain === to.chain
  const neighbours = together && Math.abs(from.step - to.step) === 1 && !(wish.closing && chain.length > 2)
  if (neighbours && !(wish.closing && chain.length === 2)) return straight(from, to)
  if (together && wish.closing && chain.rows > 1) return around(from, to, chain.lane)
  if (together && chain.rows === 1) return under(from, to, wish)
  const [above, below] = from.y < to.y ? [from, to] : [to, from]
  if (wish.upright && above.chain?.rows === 1 && below.chain === null) return upwards(from, to, wish.shift)
  if (from.chain === null && to.chain === null) return straight(from, to)
  return bent(from, to)
}

function straight(from: RouteEnd, to: RouteEnd): Route {
  const towards = direction(from, to)
  const [dx, dy] = towards
  const [x1, y1] = [from.x + dx * edgeOf(from, towards), from.y + dy * edgeOf(from, towards)]
  const [x2, y2] = [to.x - dx * edgeOf(to, towards), to.y - dy * edgeOf(to, towards)]
  return { path: `M${at(x1, y1)}L${at(x2, y2)}`, tip: { x: x2, y: y2, towards } }
}

/** Down, along under the row, and up again. */
function under(from: RouteEnd, to: RouteEnd, { closing, shift, number }: RouteWish): Route {
  const [x1, x2] = [from.x + (closing ? 0 : shift), to.x + (closing ? 0 : shift)]
  const y = from.y + (closing ? BACK : NEAR + STEP * (number % STEPS))
  const side = Math.sign(x2 - x1)
  const corner = Math.min(CORNER, Math.abs(x2 - x1) / 2)
  const end = to.y + to.half
  const path =
    `M${at(x1, from.y + from.half)}V${px(y - corner)}Q${at(x1, y)} ${at(x1 + side * corner, y)}` +
    `H${px(x2 - side * corner)}Q${at(x2, y)} ${at(x2, y - corner)}V${px(end)}`
  return { path, tip: { x: x2, y: end, towards: [0, -1] } }
}

/** Under the last row, up at the left, and in from there. */
function around(from: RouteEnd, to: RouteEnd, lane: number): Route {
  const y = from.y + BELOW
  const end = to.x - to.half
  const path =
    `M${at(from.x, from.y + from.half)}V${px(y - CORNER)}Q${at(from.x, y)} ${at(from.x - CORNER, y)}` +
    `H${px(lane + CORNER)}Q${at(lane, y)} ${at(lane, y - CORNER)}` +
    `V${px(to.y + CORNER)}Q${at(lane, to.y)} ${at(lane + CORNER, to.y)}H${px(end)}`
  return { path, tip: { x: end, y: to.y, towards: [1, 0] } }
}

/** Between a mark of a row and one that stands below: sideways there, upright here. */
function upwards(from: RouteEnd, to: RouteEnd, shift: number): Route {
  const rising = from.y > to.y
  const [low, high] = rising ? [from, to] : [to, from]
  const x = high.x + shift
  const side = x < low.x ? -1 : 1
  const reach = Math.abs(x - low.x)
  const end = high.y + high.half
  // Right above: there is no sideways.
  if (reach < low.half + CORNER) {
    const [y1, y2] = rising ? [low.y - low.half, end] : [end, low.y - low.half]
    return { path: `M${at(x, y1)}V${px(y2)}`, tip: { x, y: y2, towards: [0, rising ? -1 : 1] } }
  }
  const beside = low.x + side * low.half
  if (rising) {
    const path = `M${at(beside, low.y)}H${px(x - side * CORNER)}Q${at(x, low.y)} ${at(x, low.y - CORNER)}V${px(end)}`
    return { path, tip: { x, y: end, towards: [0, -1] } }
  }
  const path = `M${at(x, end)}V${px(low.y - CORNER)}Q${at(x, low.y)} ${at(x - side * CORNER, low.y)}H${px(beside)}`
  return { path, tip: { x: beside, y: low.y, towards: [-side, 0] } }
}

/** A line over others is told from them by its bend. */
function bent(from: RouteEnd, to: RouteEnd): Route {
  const [dx, dy] = direction(from, to)
  const bend = Math.hypot(to.x - from.x, to.y - from.y) * 0.14
  const [mx, my] = [(from.x + to.x) / 2 - dy * bend, (from.y + to.y) / 2 + dx * bend]
  const middle = { x: mx, y: my }
  const [out, towards] = [direction(from, middle), direction(middle, to)]
  const [x1, y1] = [from.x + out[0] * edgeOf(from, out), from.y + out[1] * edgeOf(from, out)]
  const [x2, y2] = [to.x - towards[0] * edgeOf(to, towards), to.y - towards[1] * edgeOf(to, towards)]
  return { path: `M${at(x1, y1)}Q${at(mx, my)} ${at(x2, y2)}`, tip: { x: x2, y: y2, towards } }
}

/** From the middle to the edge of a mark, in a direction: squares are wider at their corners. */
function edgeOf({ half }: RouteEnd, [dx, dy]: Direction): number {
  if (half === CIRCLE) return half
  const [across, along] = [Math.abs(dx), Math.abs(dy)]
  return half === DIAMOND ? half / Math.max(across + along, 1) : half / Math.max(across, along, 0.01)
}

interface Point {
  readonly x: number
  readonly y: number
}

function direction(from: Point, to: Point): Direction {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  return length === 0 ? [1, 0] : [(to.x - from.x) / length, (to.y - from.y) / length]
}

function at(x: number, y: number): string {
  return `${px(x)} ${px(y)}`
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}
