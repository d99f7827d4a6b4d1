import { LabError } from '../../../base/errors.ts'
import * as atomics from '../../memory/atomics.ts'
import type { RoleContext } from './role-context.ts'

/** A look at the stop word costs as much as one at the lock: not at every turn. A power of two. */
const LOOKS_BETWEEN_STOPS = 64

/**
 * One turn of a loop that spins: tells the core so, and now and then looks whether the trial is being stopped. Nobody
 * wakes a spinner, so it has to ask.
 * @param look how many turns came before
 * @throws {LabError} STOPPED, as a blocking wait does
 */
export function spinOnce(context: RoleContext, look: number): void {
  atomics.pause()
  if (look % LOOKS_BETWEEN_STOPS !== LOOKS_BETWEEN_STOPS - 1 || !context.stopRequested()) return
  throw new LabError('STOPPED', `the trial was stopped while worker ${String(context.worker)} spun`)
}
