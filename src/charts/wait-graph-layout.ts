import type { Resource } from '../contract/wait-graph.ts'

/** Where the marks of a wait-for graph stand. A function of names and of the figure's width: nothing jumps. */

/** A circle of waits: each worker (0-based) waits for what the next one holds. */
export type Ring = readonly { readonly worker: number; readonly waitsFor: string }[]

/** A row of marks, worker and resource in turn, that may go on in further rows. */
export interface Chain {
  readonly rows: number
  readonly length: number
  /** Of the middle of its lowest row. */
  readonly bottom: number
  /** Where a line back to the first mark may run upwards. */
  readonly lane: number
}

export interface Place {
  readonly x: number
  readonly y: number
  /** Null in the blocks: workers at the left, resources at the right. */
  readonly chain: Chain | null
  /** Its number in the chain. */
  readonly step: number
  /** A line comes in from right above. */
  readonly turned: boolean
}

export interface WaitLayout {
  /** By {@link workerKey} and {@link resourceKey}. */
  readonly places: ReadonlyMap<string, Place>
  readonly width: number
  readonly height: number
  /** Workers stand so close together that what is written at them must be short. */
  readonly dense: boolean
  /** Resources stand below one another: there is room for their names beside them. */
  readonly roomBeside: boolean
}

/** Of what has no place of its own. */
export const NOWHERE: Place = { x: 0, y: 0, chain: null, step: 0, turned: false }

export function workerKey(worker: number): string {
  return `worker ${String(worker)}`
}

export function resourceKey(name: string): string {
  return `resource ${name}`
}

const EDGE = 26
const PITCH = 80
/** From six workers on. */
const CLOSE_PITCH = 64
/** From nine workers on there are two rows. */
const TWO_ROWS_FROM = 9
/** From the upper edge to the middle of the first row: its times stand above it. */
const FIRST_ROW = 46
const ROW = 84
/** Under a row, for lines that run back. */
const LINES = 82
const BLOCK_ROW = 66
const BLOCK_COLUMN = 58
const GRID_ROW = 54
const GRID_COLUMN = 42
const WORKERS_IN_ONE_COLUMN = 8
const WORKERS_IN_A_COLUMN = 16
const RESOURCES_IN_ONE_COLUMN = 8

/**
 * Places for all workers and resources: the rings as rows, from the upper edge down, everybody else below. Without a
 * ring, workers that have a lock each stand in the row that their ring would be.
 */
export function waitLayout(
  workers: number,
  resources: readonly Resource[],
  rings: readonly Ring[],
  width: number,
): WaitLayout {
  const ordered = resources.toSorted((a, b) => byName(a.name, b.name))
  const places = new Map<string, Place>()
  const chains = rings.length > 0 ? rings.map(keysOf) : likelyChains(workers, ordered)
  let top = 0
  let right = 0
  for (const keys of chains) {
    const fresh = keys.filter(key => !places.has(key))
    const { chain, marks } = chainOf(fresh, top, width)
    fresh.forEach((key, step) => places.set(key, { ...(marks[step] ?? NOWHERE), chain, step }))
    top = chain.bottom + LINES
    right = Math.max(right, ...marks.map(({ x }) => x + EDGE))
  }
  const standing = range(workers).filter(worker => !places.has(workerKey(worker)))
  const lying = ordered.filter(({ name }) => !places.has(resourceKey(name)))
  const blocks = blocksOf(
    standing.map(workerKey),
    lying.map(({ name }) => resourceKey(name)),
    top,
    width,
  )
  for (const [key, place] of blocks.places) places.set(key, place)
  return {
    places,
    width: Math.max(right, blocks.right),
    height: Math.max(top, blocks.bottom),
    dense: standing.length > WORKERS_IN_ONE_COLUMN,
    roomBeside: blocks.gridColumns === 1,
  }
}

function keysOf(ring: Ring): string[] {
  return ring.flatMap(({ worker, waitsFor }) => [workerKey(worker), resourceKey(waitsFor)])
}

/** T1, the second lock, T2, the third lock ...: the ring of those who take the lock of their own number first. */
function likelyChains(workers: number, ordered: readonly Resource[]): string[][] {
  const owned = ordered.every(({ kind }) => kind === 'mutex' || kind === 'rw-lock')
  const count = ordered.length
  if (!owned || count < 2 || workers < count || workers > count + 3) return []
  return [
    ordered.flatMap((_, worker) => {
      const next = ordered[(worker + 1) % count]
      return next === undefined ? [] : [workerKey(worker), resourceKey(next.name)]
    }),
  ]
}

type Mark = Pick<Place, 'x' | 'y' | 'turned'>

function chainOf(keys: readonly string[], top: number, width: number): { chain: Chain; marks: Mark[] } {
  const length = keys.length
  const workers = Math.ceil(length / 2)
  const inOneRow = Math.floor((width - 2 * EDGE) / Math.max(1, length - 1))
  const pitch = workers < 6 ? Math.min(PITCH, Math.max(CLOSE_PITCH, inOneRow)) : CLOSE_PITCH
  const fitting = (from: number): number => Math.max(2, Math.floor((width - from - EDGE) / pitch) + 1)
  const oneRow = workers < TWO_ROWS_FROM && length <= fitting(EDGE)
  // A line that runs back past further rows has its own lane at the left.
  const left = oneRow ? EDGE : EDGE + 18
  const rows = oneRow ? 1 : Math.max(2, Math.ceil(length / fitting(left)))
  const inRow = Math.ceil(length / rows)
  const marks = keys.map((_, step) => {
    const row = Math.floor(step / inRow)
    const column = row % 2 === 0 ? step % inRow : inRow - 1 - (step % inRow)
    return { x: left + column * pitch, y: top + FIRST_ROW + row * ROW, turned: row > 0 && step % inRow === 0 }
  })
  const bottom = top + FIRST_ROW + (rows - 1) * ROW
  return { chain: { rows, length, bottom, lane: 10 }, marks }
}

interface Blocks {
  readonly places: ReadonlyMap<string, Place>
  readonly right: number
  readonly bottom: number
  readonly gridColumns: number
}

function blocksOf(workers: readonly string[], resources: readonly string[], top: number, width: number): Blocks {
  const places = new Map<string, Place>()
  const place = (x: number, y: number): Place => ({ ...NOWHERE, x, y })
  const few = workers.length <= WORKERS_IN_ONE_COLUMN
  const columns = few ? Math.min(1, workers.length) : Math.ceil(workers.length / WORKERS_IN_A_COLUMN)
  const inColumn = columns === 0 ? 0 : Math.ceil(workers.length / columns)
  // Beside the columns of a row above, so that what comes down from there meets nobody.
  const left = EDGE + CLOSE_PITCH / 2
  workers.forEach((key, index) => {
    const [column, row] = [Math.floor(index / inColumn), index % inColumn]
    places.set(key, place(left + column * BLOCK_COLUMN, top + FIRST_ROW + row * BLOCK_ROW))
  })
  const gridLeft = columns === 0 ? left : left + (columns - 1) * BLOCK_COLUMN + (few ? 3 * PITCH : 100)
  const gridFits = Math.max(1, Math.floor((width - gridLeft - EDGE) / GRID_COLUMN) + 1)
  // Lines to marks beside one another would run through those in front: a few stand below one another instead.
  const rowsBeside = Math.max(RESOURCES_IN_ONE_COLUMN, Math.floor((inColumn * BLOCK_ROW) / GRID_ROW))
  const gridColumns = Math.min(gridFits, Math.max(1, Math.ceil(resources.length / rowsBeside)))
  const gridRows = Math.ceil(resources.length / gridColumns)
  const gridPitch = gridColumns === 1 ? Math.max(GRID_ROW, (inColumn * BLOCK_ROW) / Math.max(1, gridRows)) : GRID_ROW
  const centred = gridColumns === 1 ? Math.max(0, (inColumn * BLOCK_ROW - gridRows * gridPitch) / 2) : 0
  const inset = gridColumns === 1 ? Math.max(0, gridPitch - BLOCK_ROW) / 2 : 0
  resources.forEach((key, index) => {
    const [row, column] = [Math.floor(index / gridColumns), index % gridColumns]
    places.set(key, place(gridLeft + column * GRID_COLUMN, top + FIRST_ROW + centred + inset + row * gridPitch))
  })
  const all = [...places.values()]
  return {
    places,
    gridColumns,
    right: Math.max(0, ...all.map(({ x }) => x + EDGE)),
    bottom: Math.max(0, ...all.map(({ y }) => y + EDGE + 10)),
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}

/** `fork[2]` before `fork[10]`, whatever language the reader's system speaks. */
const names = new Intl.Collator('en', { numeric: true })

function byName(a: string, b: string): number {
  return names.compare(a, b) || (a < b ? -1 : 1)
}
