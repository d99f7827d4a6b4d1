import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'
import { Painter } from './painter.ts'
import { columnsOf, tilesOf } from './view.ts'

type Worker = Kernel<typeof memory, typeof params>

/** T1 computes all tiles; the others have nothing to do. */
export const serial: Worker = (words, knobs, context) => {
  if (context.worker > 0) return
  const painter = new Painter(words, knobs, context)
  const tiles = tilesOf(knobs)
  for (let tile = 0; tile < tiles && !context.stopRequested(); tile++) painter.paint(tile)
}

/** Each worker has a strip of neighbouring columns, as many tiles as the others, fixed before the start. */
export const strips: Worker = (words, knobs, context) => {
  const painter = new Painter(words, knobs, context)
  const columns = columnsOf(knobs)
  const share = tilesOf(knobs) / knobs.workers
  const from = Math.round(context.worker * share)
  const to = Math.round((context.worker + 1) * share)
  for (let nth = from; nth < to && !context.stopRequested(); nth++) {
    // Column by column: tiles are numbered row by row.
    painter.paint((nth % columns) * columns + Math.floor(nth / columns))
  }
}

/** Each worker has every n-th tile, fixed before the start. */
export const interleaved: Worker = (words, knobs, context) => {
  const painter = new Painter(words, knobs, context)
  const tiles = tilesOf(knobs)
  for (let tile = context.worker; tile < tiles && !context.stopRequested(); tile += knobs.workers) painter.paint(tile)
}

/** Who is done takes the next tile: one atomic add decides whose it is. */
export const dynamic: Worker = (words, knobs, context) => {
  const painter = new Painter(words, knobs, context)
  const tiles = tilesOf(knobs)
  const next = words.next.cell
  for (let tile = Atomics.add(next, 0, 1); tile < tiles; tile = Atomics.add(next, 0, 1)) {
    painter.paint(tile)
    if (context.stopRequested()) return
  }
}
