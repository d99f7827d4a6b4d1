import { heldBy } from '../../base/lock-word.ts'
import type { AnyLayout, LockKind } from '../memory/layout.ts'
import { barrierBreak } from './native/barrier.ts'
import { abandonLock, clearSlot, leaveQueue, wakeEverybody } from './native/recovery.ts'

/** An owned word of a run, with the name that people know it by. */
export interface LockWord {
  readonly name: string
  readonly kind: LockKind
  /** Bytes from the start of the region. */
  readonly address: number
  /** 0-based, of a reader's slot: the only worker that can own it; else null. */
  readonly reader: number | null
}

/** All owned words of a layout that lies at `offset`, named by their place in it: `gate`, `forks[3]`. */
export function locksOf(layout: AnyLayout, offset: number): readonly LockWord[] {
  return layout.rows.flatMap(({ path, offset: own, stride, copies, notes: { lock } }) =>
    lock === undefined
      ? []
      : Array.from({ length: copies }, (_, copy) => ({
          name: path.replace('[w]', `[${String(copy)}]`).replace(/\.(word|generation)$/, ''),
          kind: lock,
          address: offset + own + copy * stride,
          reader: lock === 'reader-slot' ? copy : null,
        })),
  )
}

/** What a worker's death left behind. */
export interface Recovery {
  /** Names of the locks that it held: they are abandoned now. */
  readonly abandoned: readonly string[]
  /** Somebody was just handing it a lock: recover once more a little later. */
  readonly again: boolean
}

/**
 * Gives back what a dead worker held, so that nobody waits for it for ever: marks its locks abandoned, clears its readers'
 * slots, breaks barriers, wakes everybody. A barrier does not know its parties, so any death breaks all of a run.
 *
 * Does not guarantee: that permits return to a semaphore, or an item to a ring: they have no owner to know them by.
 *
 * Goes through the door that the calling thread has open. Never blocks.
 * @param worker 0-based
 */
export function recover(worker: number, locks: readonly LockWord[]): Recovery {
  const dead = heldBy(worker)
  const again = leaveQueue(dead)
  const abandoned = locks.filter(lock => giveBack(lock, worker, dead))
  wakeEverybody()
  return { abandoned: abandoned.map(({ name }) => name), again }
}

/** @returns whether the worker held it */
function giveBack({ kind, address, reader }: LockWord, worker: number, dead: number): boolean {
  switch (kind) {
    case 'mutex':
    case 'fair-mutex':
      return abandonLock(address, dead)
    case 'reader-slot':
      return reader === worker && clearSlot(address)
    case 'barrier':
      barrierBreak(address)
      return false
  }
}
