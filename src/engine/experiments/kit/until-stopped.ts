import type { I32Cell } from '../../memory/cells.ts'
import { count, type CountSpec } from './params.ts'
import type { RoleContext } from './role-context.ts'

/** More than any trial has time for. */
const UNTIL_STOPPED = Number.MAX_SAFE_INTEGER

/**
 * Operations between two looks at the stop word where one may take a wait: few, so that counts rise even when each of
 * them waits for a worker that has no core.
 */
const FEW = 8

/**
 * Does operations until the trial is over, which may be in the middle of a batch, in a wait: so they are counted in `own`,
 * by the batch itself.
 * @param own operations that this worker has done
 */
export function untilStopped(context: RoleContext, own: I32Cell, batch: (times: number) => void, size = FEW): void {
  try {
    context.repeat(UNTIL_STOPPED, batch, size)
  } finally {
    context.setCompleted(own[0])
  }
}

/** How long a trial of this kind lasts: below the default time cap. */
export function durationParam(defaultMillis: number, mostMillis = 9_000): CountSpec {
  return count({
    min: 5,
    max: mostMillis,
    default: defaultMillis,
    unit: 'ms',
    help: 'how long the workers of a trial go on; below timeCap',
  })
}
