import { openDoor, type Door } from './native/door.ts'
import * as primitives from './native/primitives.ts'
import { AtomicsDoor } from './atomics-door.ts'
import type { Note, Primitives } from './waiter.ts'

/**
 * The primitives as TypeScript, working on `buffer`: the fallback where WebAssembly has no threads, and what the compiled
 * form is compared with. One memory at a time per thread: the one opened last.
 * @param nowMillis a monotonic clock, for time limits
 * @param note hears of waits and wake-ups in trials that are recorded
 */
export function javascriptPrimitives(
  buffer: SharedArrayBuffer,
  nowMillis: () => number,
  note: Note | null = null,
): Primitives {
  return primitivesBehind(new AtomicsDoor(buffer, nowMillis, note))
}

/** The same behind another door. */
export function primitivesBehind(door: Door): Primitives {
  openDoor(door)
  return primitives
}
