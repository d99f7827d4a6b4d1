import { hasWasmThreads } from '../memory/region.ts'
import { javascriptPrimitives } from '../sync/javascript-primitives.ts'
import { nativePrimitives } from '../sync/native-primitives.ts'
import type { Note, Primitives } from '../sync/waiter.ts'
import { recorderFor } from './recording/recorder.ts'
import type { AttachMessage } from './worker-protocol.ts'

/** Functions that are kept between sessions tell whoever records now. */
let record: Note | null = null
const note: Note = (what, address, value) => record?.(what, address, value)

let kept: { readonly region: number; readonly primitives: Primitives } | undefined

/**
 * The primitives in the form that the session asks for, as functions of its memory.
 *
 * Sessions on the same region get the same functions: V8 compiles calls of a function that it has always found at a place
 * into the place, and gives that up for good once it finds another one.
 */
export function primitivesFor(attach: AttachMessage, nowNanos: () => number): Primitives {
  const { memory, region, primitives: form, recording, worker } = attach
  const nowMillis = (): number => nowNanos() / 1e6
  record = recording === null ? null : recorderFor(recording, worker, nowNanos)
  if (form === 'javascript' || !hasWasmThreads()) return javascriptPrimitives(memory.buffer, nowMillis, note)
  if (kept?.region !== region) kept = { region, primitives: nativePrimitives(memory, nowMillis, note) }
  return kept.primitives
}
