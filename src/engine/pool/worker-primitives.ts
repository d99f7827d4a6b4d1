import { hasWasmThreads } from '../memory/region.ts'
import { javascriptPrimitives } from '../sync/javascript-primitives.ts'
import { nativePrimitives } from '../sync/native-primitives.ts'
import type { Primitives } from '../sync/waiter.ts'
import type { AttachMessage } from './worker-protocol.ts'

let kept: { readonly region: number; readonly primitives: Primitives } | undefined

/**
 * The primitives in the form that the session asks for, as functions of its memory.
 *
 * Sessions on the same region get the same functions: V8 compiles calls of a function that it has always found at a place
 * into the place, and gives that up for good once it finds another one.
 */
export function primitivesFor(attach: AttachMessage, nowMillis: () => number): Primitives {
  const { memory, region, primitives: form } = attach
  if (form === 'javascript' || !hasWasmThreads()) return javascriptPrimitives(memory.buffer, nowMillis)
  if (kept?.region !== region) kept = { region, primitives: nativePrimitives(memory, nowMillis) }
  return kept.primitives
}
