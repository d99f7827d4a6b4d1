/**
 * Live frames: one Float64Array per sample, so that they cross a port without being cloned field by field.
 *
 * | index | value                                                           | unit |
 * | ----- | --------------------------------------------------------------- | ---- |
 * | 0     | format, {@link FRAME_FORMAT}                                    |      |
 * | 1     | sequence number within the run; gaps = frames that were coalesced |    |
 * | 2     | arm: index into the plan's arms                                 |      |
 * | 3     | trial index, -1 while warming up                                |      |
 * | 4     | time since the trial was started                                | ms   |
 * | 5     | interval since the frame before it (or the trial's start)       | ms   |
 * | 6     | lateness: how much later than due the sample was taken          | ms   |
 * | 7     | workers                                                         |      |
 * | 8 …   | operations of each worker in this trial so far                  |      |
 */
export const FRAME_FORMAT = 1
const HEADER = 8

export interface Frame {
  readonly sequence: number
  readonly arm: number
  readonly trial: number
  readonly atMillis: number
  readonly intervalMillis: number
  readonly latenessMillis: number
  readonly operations: readonly number[]
}

export function encodeFrame(frame: Frame): Float64Array<ArrayBuffer> {
  const cells = new Float64Array(HEADER + frame.operations.length)
  cells.set([
    FRAME_FORMAT,
    frame.sequence,
    frame.arm,
    frame.trial,
    frame.atMillis,
    frame.intervalMillis,
    frame.latenessMillis,
    frame.operations.length,
    ...frame.operations,
  ])
  return cells
}

/** @returns null for a frame of another format or of a wrong length: a frame is never guessed at */
export function decodeFrame(cells: Float64Array): Frame | null {
  const [format, sequence = 0, arm = 0, trial = 0, atMillis = 0, intervalMillis = 0, latenessMillis = 0, workers] =
    cells
  if (format !== FRAME_FORMAT || workers === undefined || cells.length !== HEADER + workers) return null
  return { sequence, arm, trial, atMillis, intervalMillis, latenessMillis, operations: [...cells.subarray(HEADER)] }
}
