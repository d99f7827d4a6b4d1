/**
 * Live frames: one Float64Array per sample, so that they cross a port without being cloned field by field.
 *
 * | index | value                                                             | unit |
 * | ----- | ----------------------------------------------------------------- | ---- |
 * | 0     | format, {@link FRAME_FORMAT}                                      |      |
 * | 1     | sequence number within the run; gaps = frames that were coalesced |      |
 * | 2     | arm: index into the plan's arms                                   |      |
 * | 3     | trial index, -1 while warming up                                  |      |
 * | 4     | time since the run was started                                    | ms   |
 * | 5     | time since the trial was started                                  | ms   |
 * | 6     | interval since the sample before it (or the trial's start)        | ms   |
 * | 7     | lateness: how much later than due the sample was taken            | ms   |
 * | 8     | workers                                                           |      |
 * | 9     | tiles of the image that they work on, 0 where there is none        |      |
 * | 10    | tiles in a row                                                    |      |
 * | 11 …  | operations of each worker in this trial so far                    |      |
 * | …     | state of each worker, as in {@link WORKER_STATES}                 |      |
 * | … end | owner of each tile, worker + 1, seven to a cell, 0 = not finished  |      |
 */
export const FRAME_FORMAT = 3
const HEADER = 11
/** Seven owners of seven bits each are 49 of the 53 bits of a whole number. */
const OWNERS_PER_CELL = 7
const OWNERS = 128

/**
 * What a worker was seen doing, by its number in a frame. Who is blocked waits on a shared word; who waits sleeps in its
 * event loop, for what ends by itself.
 */
export const WORKER_STATES = ['parked', 'at the start line', 'runs', 'finished', 'threw', 'blocked', 'waits'] as const
export type WorkerState = (typeof WORKER_STATES)[number]

export interface Frame {
  readonly sequence: number
  readonly arm: number
  readonly trial: number
  readonly runMillis: number
  readonly atMillis: number
  readonly intervalMillis: number
  readonly latenessMillis: number
  readonly operations: readonly number[]
  /** One index into {@link WORKER_STATES} for each worker. */
  readonly states: readonly number[]
  /** The image that they work on; null where there is none. */
  readonly tiles: FrameTiles | null
}

export interface FrameTiles {
  /** Tiles in a row. */
  readonly columns: number
  /** Row by row: who has finished it, worker + 1; 0 = nobody yet. */
  readonly owners: readonly number[]
}

export function encodeFrame(frame: Frame): Float64Array<ArrayBuffer> {
  const workers = frame.operations.length
  const owners = frame.tiles?.owners ?? []
  const cells = new Float64Array(HEADER + 2 * workers + cellsFor(owners.length))
  cells.set([
    FRAME_FORMAT,
    frame.sequence,
    frame.arm,
    frame.trial,
    frame.runMillis,
    frame.atMillis,
    frame.intervalMillis,
    frame.latenessMillis,
    workers,
    owners.length,
    frame.tiles?.columns ?? 0,
    ...frame.operations,
    ...frame.states,
  ])
  pack(owners, cells.subarray(HEADER + 2 * workers))
  return cells
}

/** @returns null for a frame of another format or of a wrong length: a frame is never guessed at */
export function decodeFrame(cells: Float64Array): Frame | null {
  const [format, sequence = 0, arm = 0, trial = 0, runMillis = 0, atMillis = 0, intervalMillis = 0] = cells
  const [latenessMillis = 0, workers, tileCount, columns = 0] = cells.subarray(7, HEADER)
  if (format !== FRAME_FORMAT || workers === undefined || tileCount === undefined || tileCount < 0) return null
  if (cells.length !== HEADER + 2 * workers + cellsFor(tileCount)) return null
  const operations = [...cells.subarray(HEADER, HEADER + workers)]
  const states = [...cells.subarray(HEADER + workers, HEADER + 2 * workers)]
  const tiles = tileCount === 0 ? null : { columns, owners: unpack(cells.subarray(HEADER + 2 * workers), tileCount) }
  return { sequence, arm, trial, runMillis, atMillis, intervalMillis, latenessMillis, operations, states, tiles }
}

function cellsFor(tiles: number): number {
  return Math.ceil(tiles / OWNERS_PER_CELL)
}

function pack(owners: readonly number[], cells: Float64Array): void {
  for (let cell = 0; cell < cells.length; cell++) {
    const held = owners.slice(cell * OWNERS_PER_CELL, (cell + 1) * OWNERS_PER_CELL)
    cells[cell] = held.reduceRight((packed, owner) => packed * OWNERS + owner, 0)
  }
}

function unpack(cells: Float64Array, tiles: number): number[] {
  return Array.from({ length: tiles }, (_, tile) => {
    const cell = cells[Math.floor(tile / OWNERS_PER_CELL)] ?? 0
    return Math.floor(cell / OWNERS ** (tile % OWNERS_PER_CELL)) % OWNERS
  })
}
