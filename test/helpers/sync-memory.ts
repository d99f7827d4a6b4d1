import { Region } from '../../src/engine/memory/region.ts'
import type { Bound, Fields, Layout } from '../../src/engine/memory/layout.ts'
import { javascriptPrimitives } from '../../src/engine/sync/javascript-primitives.ts'
import { nativePrimitives } from '../../src/engine/sync/native-primitives.ts'
import type { Primitives, Waiter } from '../../src/engine/sync/waiter.ts'
import { WAITING_OFFSET, waitingLayout, type Waiting } from '../../src/engine/sync/waiting.ts'
import type { PrimitivesForm } from '../../src/contract/words.ts'

/** Where the words of a test lie: behind those by which workers wait. */
export const WORDS_OFFSET = WAITING_OFFSET + waitingLayout.byteLength

export const FORMS: readonly PrimitivesForm[] = ['webassembly', 'javascript']

/** Shared memory with the primitives' own words and those of one layout. */
export interface SyncMemory<F extends Fields> {
  readonly region: Region
  readonly waiting: Waiting
  readonly words: Bound<F>
}

/** Bound anew in each thread: `region` of another thread is attached by its memory. */
export function syncMemory<F extends Fields>(
  layout: Layout<F>,
  workers: number,
  region = Region.allocate(WORDS_OFFSET + layout.byteLength),
): SyncMemory<F> {
  const waiting = waitingLayout.bind(region.buffer, WAITING_OFFSET)
  waiting.workers.store(workers)
  return { region, waiting, words: layout.bind(region.buffer, WORDS_OFFSET) }
}

/** The primitives in one form, on that memory. */
export function primitivesIn(form: PrimitivesForm, { memory }: Region, nowMillis: () => number): Primitives {
  return form === 'webassembly' ? nativePrimitives(memory, nowMillis) : javascriptPrimitives(memory.buffer, nowMillis)
}

/** A worker as handles see it. */
export function waiterOn({ waiting }: { readonly waiting: Waiting }, worker: number, primitives: Primitives): Waiter {
  const { received } = waiting.records.of(worker)
  return { worker, primitives, received: () => received.load() }
}
