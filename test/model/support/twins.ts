import * as door from '../../../src/engine/sync/native/door.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { importTwin, patchedPrimitives } from '../../helpers/patched-primitives.ts'

/** The shipped source with one place changed. */
export interface Patch {
  /** Of `src/engine/sync/native`. */
  readonly file: string
  readonly find: string
  readonly replace: string
}

/** The twin goes through the very door that the shipped primitives go through, so that the checker drives both. */
export async function twinOf({ file, find, replace }: Patch): Promise<Primitives> {
  const twin = await importTwin(patchedPrimitives(file, find, replace))
  twin.openDoor(door)
  return twin
}
