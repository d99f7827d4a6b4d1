import { LabError } from '../../../base/errors.ts'
import { load, notify, waitAsync } from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { RoleContext } from './role-context.ts'

/**
 * Resolves when the cell no longer holds `seen`, while the thread's event loop goes on. Who changes it also notifies.
 * @throws {LabError} STOPPED when the trial is stopped before
 */
export async function wordChanged(cell: I32Cell, seen: number, context: RoleContext): Promise<void> {
  const takeBack = context.outside.onStop(() => {
    notify(cell)
  })
  try {
    while (load(cell) === seen) {
      if (context.stopRequested()) throw new LabError('STOPPED', 'the trial was stopped while a word was awaited')
      await waitAsync(cell, seen, Infinity)
    }
  } finally {
    takeBack()
  }
}
