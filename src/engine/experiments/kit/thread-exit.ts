import { FREE, heldBy, HOLDER_BITS, POISON_BIT } from '../../../base/lock-word.ts'
import * as atomics from '../../memory/atomics.ts'
import type { MutexMemory } from '../../sync/mutex.ts'
import type { RoleContext } from './role-context.ts'

/**
 * What a system does with the robust mutexes of a thread that ends: one that it still holds becomes an abandoned one, and
 * whoever sleeps on it is woken. Roles end and threads stay, so a role that dies in an experiment asks for it itself.
 *
 * Source: Linux, robust futexes (`set_robust_list`): the kernel sets the bit FUTEX_OWNER_DIED and wakes a waiter.
 * @returns whether this worker held it
 */
export function abandon({ word: { cell } }: MutexMemory, { worker }: RoleContext): boolean {
  for (let found = atomics.load(cell); found !== FREE; found = atomics.load(cell)) {
    if ((found & HOLDER_BITS) !== heldBy(worker)) return false
    if (atomics.compareExchange(cell, found, POISON_BIT) !== found) continue
    atomics.notify(cell)
    return true
  }
  return false
}
