import { load, pause } from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { RoleContext } from './role-context.ts'

/** Looks between two naps: about as long as a word takes to cross the machine, several times over. */
const LOOKS = 200

/**
 * Looks at a word until it is `value` or more. For what an experiment needs to bring its workers together, beside the
 * coordination that it is about: it spins, then naps, and no primitive takes part.
 * @returns false when a stop was requested first
 */
export function awaitAtLeast(cell: I32Cell, value: number, context: RoleContext): boolean {
  while (true) {
    for (let looks = 0; looks < LOOKS; looks++) {
      if (load(cell) >= value) return true
      pause()
    }
    if (context.stopRequested()) return false
    context.yieldCore()
  }
}
