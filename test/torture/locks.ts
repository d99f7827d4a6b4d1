import { HOLDER_BITS, heldBy } from '../../src/base/lock-word.ts'
import { hasKey } from '../../src/base/typed-object.ts'
import type { Word } from '../../src/engine/memory/cells.ts'
import { layout, type Bound } from '../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../src/engine/sync/mutex.ts'
import { initializeRwLock, RwLock, rwLockLayout, type Preference } from '../../src/engine/sync/rw-lock.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'

/** What contests need of a lock that one worker holds alone. */
export interface Exclusive {
  /** The word that names the holder. */
  readonly word: Word
  acquire(): void
  tryAcquire(): boolean
  acquireFor(millis: number): boolean
  acquireRobust(): boolean
  markConsistent(): void
  release(): void
}

/** One lock of each kind; a contest uses the one that its `kind` names. */
export const locksLayout = layout('locks', { mutex: mutexLayout, fairMutex: fairMutexLayout, rwLock: rwLockLayout })

export type Locks = Bound<typeof locksLayout.fields>

/** The readers-writer locks, by who goes first. */
export const RW_LOCKS = {
  'rw-lock, writers first': 'writers',
  'rw-lock, readers first': 'readers',
  'rw-lock, fair': 'fair',
} as const satisfies Readonly<Record<string, Preference>>

export const LOCKS = ['mutex', 'fair mutex', ...Object.keys(RW_LOCKS)]

export function preferenceOf(kind: string): Preference | null {
  return hasKey(RW_LOCKS, kind) ? RW_LOCKS[kind] : null
}

/** Before any worker can see it. */
export function initializeLock(locks: Locks, kind: string): void {
  const preference = preferenceOf(kind)
  if (preference !== null) initializeRwLock(locks.rwLock, preference)
}

/** The lock of that kind, of a readers-writer lock its writers' side. */
export function lockOf(locks: Locks, kind: string, waiter: Waiter): Exclusive {
  if (kind === 'mutex') return new Mutex(locks.mutex, waiter)
  if (kind === 'fair mutex') return new FairMutex(locks.fairMutex, waiter)
  const lock = new RwLock(locks.rwLock, waiter)
  return {
    word: locks.rwLock.gate.word,
    acquire: () => {
      lock.acquireWrite()
    },
    tryAcquire: () => lock.tryAcquireWrite(),
    acquireFor: millis => lock.acquireWriteFor(millis),
    acquireRobust: () => lock.acquireWriteRobust(),
    markConsistent: () => {
      lock.markConsistent()
    },
    release: () => {
      lock.releaseWrite()
    },
  }
}

/** Whether the word says that this worker holds it. */
export function isHeldBy(word: Word, worker: number): boolean {
  return (word.load() & HOLDER_BITS) === heldBy(worker)
}
