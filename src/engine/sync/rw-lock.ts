import { heldBy } from '../../base/lock-word.ts'
import { i32, layout, perWorker, type Bound } from '../memory/layout.ts'
import { fairMutexLayout } from './fair-mutex.ts'
import { mutexLayout } from './mutex.ts'
import { FAIR, PREFERS_READERS, PREFERS_WRITERS } from './native/rw-lock.ts'
import type { Acquirable } from './token.ts'
import type { Primitives, Waiter } from './waiter.ts'

/** Who goes first when readers and a writer want in. */
export const PREFERENCES = { writers: PREFERS_WRITERS, readers: PREFERS_READERS, fair: FAIR } as const
export type Preference = keyof typeof PREFERENCES

/**
 * Readers-writer lock: many may read together, a writer is alone. Not recursive, and not to be upgraded. With preference
 * for writers a reader waits while one is inside or waits; with preference for readers a writer waits as long as anybody
 * reads; `fair` lets both in by order of arrival.
 *
 * Sources: Hsieh and Weihl, "Scalable Reader-Writer Locks for Parallel Systems" (1992): a word per reader, so that readers
 * share no word that they write; the gate is this folder's mutex, and for `fair` its fair mutex.
 *
 * | slot of r   | meaning                     | left by                                                             |
 * | ----------- | --------------------------- | ------------------------------------------------------------------- |
 * | 0           | r does not read             | r: 1, then looks at the gate, and back to 0 if a writer has it       |
 * | 1           | r reads, or is about to look | r: exchange 0 · a writer that waits for it: CAS to 2                 |
 * | 2           | the same, a writer sleeps on it | r: exchange 0, then wakes                                        |
 *
 * | gate          | meaning                                     | left by                                                 |
 * | ------------- | ------------------------------------------- | ------------------------------------------------------- |
 * | 0             | no writer                                   | a writer: as a mutex                                    |
 * | held by w     | w writes, or waits until all slots are 0    | w: as a mutex, but wakes all                            |
 *
 * Why a writer is alone: a reader stores its slot and then reads the gate; a writer takes the gate and then reads the
 * slots. In the one order of all atomic steps one of the two comes second and sees the other (Dekker).
 *
 * Preference for readers adds the word `writers`, a mutex among them: its holder takes the gate only to look at the slots,
 * opens it again if anybody reads, and waits for that reader outside. `fair` makes readers pass through the gate, too.
 * Preference for readers starves writers by design; and a reader that finds the gate closed by such a look tries again, so
 * that only a scheduler that alternated the two step by step could keep both out.
 *
 * Every word has one owner at a time: a reader its slot, a writer the gate. So waits for either are edges of the wait-for
 * graph, and a dead reader leaves a slot that can be cleared.
 */
export const rwLockLayout = layout('rw-lock', {
  gate: layout('fair-mutex', {
    ...fairMutexLayout.fields,
    word: { ...fairMutexLayout.fields.word, waitable: 'rw-lock' },
  }),
  writers: mutexLayout,
  preference: i32({
    writers: 'the host',
    access: 'before start',
    doc: 'who goes first: 0 writers, 1 readers, 2 in order of arrival',
  }),
  reading: perWorker(
    i32({
      writers: 'the worker; 2 by a writer that waits for it; 0 after its death by who recovers it',
      access: 'atomic',
      lock: 'reader-slot',
      doc: '0 = does not read, 1 = reads, 2 = a writer sleeps on it',
    }),
  ),
})

export type RwLockMemory = Bound<typeof rwLockLayout.fields>

/** Chooses who goes first, before any worker can see it. */
export function initializeRwLock(memory: RwLockMemory, preference: Preference): void {
  memory.preference.store(PREFERENCES[preference])
}

/** A worker's own handle on a shared readers-writer lock. */
export class RwLock {
  /** For `hold` and tokens: this lock as its readers see it. */
  readonly read: Acquirable
  /** For `hold` and tokens: this lock as its writers see it. */
  readonly write: Acquirable
  readonly #primitives: Primitives
  readonly #address: number
  readonly #me: number

  constructor(memory: RwLockMemory, { worker, primitives }: Waiter) {
    this.#primitives = primitives
    this.#address = memory.gate.word.address
    this.#me = heldBy(worker)
    this.read = {
      acquire: () => {
        this.acquireRead()
      },
      release: () => {
        this.releaseRead()
      },
    }
    this.write = {
      acquire: () => {
        this.acquireWrite()
      },
      release: () => {
        this.releaseWrite()
      },
    }
  }

  /**
   * Blocks until no writer is inside, nor, with preference for writers, waits.
   * @throws {LabError} RELOCK when this worker reads or writes already
   * @throws {LabError} ABANDONED when a writer died and nobody has marked the lock consistent since
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  acquireRead(): void {
    this.#primitives.rwAcquireRead(this.#address, this.#me)
  }

  /** Never blocks. @throws {LabError} as {@link acquireRead} */
  tryAcquireRead(): boolean {
    return this.#primitives.rwTryAcquireRead(this.#address, this.#me) === 1
  }

  /** Blocks for at most `millis`. @throws {LabError} as {@link acquireRead} */
  acquireReadFor(millis: number): boolean {
    return this.#primitives.rwAcquireReadFor(this.#address, this.#me, millis) === 1
  }

  /** @throws {LabError} NOT_HOLDER when this worker does not read */
  releaseRead(): void {
    this.#primitives.rwReleaseRead(this.#address, this.#me)
  }

  /** Blocks until this worker is alone inside. @throws {LabError} as {@link acquireRead} */
  acquireWrite(): void {
    this.#primitives.rwAcquireWrite(this.#address, this.#me)
  }

  /** Never blocks. @throws {LabError} as {@link acquireRead} */
  tryAcquireWrite(): boolean {
    return this.#primitives.rwTryAcquireWrite(this.#address, this.#me) === 1
  }

  /** Blocks for at most `millis`. @throws {LabError} as {@link acquireRead} */
  acquireWriteFor(millis: number): boolean {
    return this.#primitives.rwAcquireWriteFor(this.#address, this.#me, millis) === 1
  }

  /** As {@link acquireWrite}, abandoned or not. @returns whether it was abandoned, as `Mutex.acquireRobust` */
  acquireWriteRobust(): boolean {
    return this.#primitives.rwAcquireWriteRobust(this.#address, this.#me) === 1
  }

  /** Vouches for what the lock guards, after a writer's death. @throws {LabError} NOT_HOLDER when this worker does not write */
  markConsistent(): void {
    this.#primitives.rwMarkConsistent(this.#address, this.#me)
  }

  /** @throws {LabError} NOT_HOLDER when this worker does not write */
  releaseWrite(): void {
    this.#primitives.rwReleaseWrite(this.#address, this.#me)
  }
}
