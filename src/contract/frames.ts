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
 * | 9 …   | operations of each worker in this trial so far                    |      |
 * | … end | state of each worker, as in {@link WORKER_STATES}                 |      |
 */
export const FRAME_FORMAT = 2
const HEADER = 9

/** What a worker was seen doing, by its number in a frame. */
export const WORKER_STATES = ['parked', 'at the start line', 'runs', 'finished', 'threw', 'blocked'] as const
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
}

export function encodeFrame(frame: Frame): Float64Array<ArrayBuffer> {
  const workers = frame.operations.length
  const cells = new Float64Array(HEADER + 2 * workers)
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
    ...frame.operations,
    ...frame.states,
  ])
  return cells
}

/** @returns null for a frame of another format or of a wrong length: a frame is never guessed at */
export function decodeFrame(cells: Float64Array): Frame | null {
  const [format, sequence = 0, arm = 0, trial = 0, runMillis = 0, atMillis = 0, intervalMillis = 0] = cells
  const [latenessMillis = 0, workers] = cells.subarray(7, HEADER)
  if (format !== FRAME_FORMAT || workers === undefined || cells.length !== HEADER + 2 * workers) return null
  const operations = [...cells.subarray(HEADER, HEADER + workers)]
  const states = [...cells.subarray(HEADER + workers)]
  return { sequence, arm, trial, runMillis, atMillis, intervalMillis, latenessMillis, operations, states }
}
