import { cpSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as door from '../../../src/engine/sync/native/door.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { importTwin, patchedPrimitives } from '../../helpers/patched-primitives.ts'
import type { Recover } from '../programs/bookkeeper.ts'
import type { Patch } from './twins.ts'

/** A twin of the primitives, and of what the supervisor does when a worker dies. */
export interface RecoveryTwin {
  readonly primitives: Primitives
  readonly recover: Recover
}

/** As {@link twinOf}, with the supervisor's part, which stands beside the primitives. */
export async function recoveryTwinOf({ file, find, replace }: Patch): Promise<RecoveryTwin> {
  const url = patchedPrimitives(file, find, replace)
  const primitives = await importTwin(url)
  primitives.openDoor(door)
  const copy = new URL('../recovery.ts', url)
  cpSync(fileURLToPath(new URL('../../../src/engine/sync/recovery.ts', import.meta.url)), fileURLToPath(copy))
  const recovery: unknown = await import(/* @vite-ignore */ copy.href)
  if (!recovers(recovery)) throw new Error(`${copy.href} does not recover`)
  return { primitives, recover: recovery.recover }
}

function recovers(module: unknown): module is Pick<RecoveryTwin, 'recover'> {
  return typeof module === 'object' && module !== null && 'recover' in module
}
