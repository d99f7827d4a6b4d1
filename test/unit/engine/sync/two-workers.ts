import type { PrimitivesForm } from '../../../../src/contract/words.ts'
import type { Bound, Fields, Layout } from '../../../../src/engine/memory/layout.ts'
import type { Primitives, Waiter } from '../../../../src/engine/sync/waiter.ts'
import type { Waiting } from '../../../../src/engine/sync/waiting.ts'
import { primitivesIn, syncMemory, waiterOn } from '../../../helpers/sync-memory.ts'

export interface TwoWorkers<F extends Fields> {
  readonly words: Bound<F>
  readonly waiting: Waiting
  readonly primitives: Primitives
  readonly me: Waiter
  readonly other: Waiter
  /** All words of the region that are not 0 now, by address. */
  readonly image: () => ReadonlyMap<number, number>
}

/** Two workers that take turns on one thread, so that none of them may block. */
export function twoWorkers<F extends Fields>(form: PrimitivesForm, layout: Layout<F>): TwoWorkers<F> {
  const memory = syncMemory(layout, 2)
  const primitives = primitivesIn(form, memory.region, () => performance.now())
  const all = new Int32Array(memory.region.buffer)
  return {
    words: memory.words,
    waiting: memory.waiting,
    primitives,
    me: waiterOn(memory, 0, primitives),
    other: waiterOn(memory, 1, primitives),
    image: () => {
      const found = new Map<number, number>()
      all.forEach((word, index) => {
        if (word !== 0) found.set(index * 4, word)
      })
      return found
    },
  }
}
