import { add, store } from '../../memory/atomics.ts'
import { Word, type Block, type I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import type { Values } from '../kit/params.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'
import { columnsOf, VIEW } from './view.ts'

type Words = Bound<typeof memory.fields>
type Knobs = Values<typeof params>

/** Computes tiles into the shared image and signs for them. */
export class Painter {
  readonly #words: Words
  readonly #knobs: Knobs
  readonly #context: RoleContext
  readonly #columns: number
  readonly #began: number
  #pixels = 0

  constructor(words: Words, knobs: Knobs, context: RoleContext) {
    this.#words = words
    this.#knobs = knobs
    this.#context = context
    this.#columns = columnsOf(knobs)
    this.#began = context.nowNanos()
    words.own.of(context.worker).beganNanos.value = this.#began
  }

  /** @param tile row by row; one that a stop interrupts is not signed for */
  paint(tile: number): void {
    const { size, tile: side } = this.#knobs
    const left = (tile % this.#columns) * side
    const top = Math.floor(tile / this.#columns) * side
    const right = Math.min(left + side, size)
    for (let row = top; row < Math.min(top + side, size); row++) {
      if (this.#context.stopRequested()) return
      this.#paintRow(row, left, right)
      this.#pixels += right - left
      this.#context.setCompleted(this.#pixels)
    }
    this.#sign(tile)
  }

  #paintRow(row: number, left: number, right: number): void {
    const { size, iterations } = this.#knobs
    const { items } = this.#words.image
    const step = VIEW.side / size
    const y = VIEW.top + (row + 0.5) * step
    for (let column = left; column < right; column++) {
      items[row * size + column] = escapeTime(VIEW.left + (column + 0.5) * step, y, iterations)
    }
  }

  #sign(tile: number): void {
    const { worker } = this.#context
    const { owners, finishes, computed, own } = this.#words
    const busy = this.#context.nowNanos() - this.#began
    finishes.items[tile] = busy / 1000
    own.of(worker).busyNanos.value = busy
    add(wordAt(computed, tile), 1)
    store(wordAt(owners, tile), worker + 1)
  }
}

/** How often z² + c can be applied, beginning with z = 0, before |z| exceeds 2; at most `most` times. */
export function escapeTime(cx: number, cy: number, most: number): number {
  let [x, y, xx, yy, count] = [0, 0, 0, 0, 0]
  while (count < most && xx + yy <= 4) {
    y = 2 * x * y + cy
    x = xx - yy + cx
    xx = x * x
    yy = y * y
    count += 1
  }
  return count
}

function wordAt({ items, address }: Block, nth: number): I32Cell {
  return new Word(items.buffer, address + nth * items.BYTES_PER_ELEMENT).cell
}
