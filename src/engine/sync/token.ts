/**
 * Stands for something acquired, and gives it back once: by `unlock`, or by leaving the block that it was declared in.
 *
 *     using token = gate.lock()
 *
 * @see the TC39 proposal for structs, `Atomics.Mutex.UnlockToken`
 */
export class UnlockToken implements Disposable {
  #release: (() => void) | null

  constructor(release: () => void) {
    this.#release = release
  }

  /** Gives it back; does nothing the second time. */
  unlock(): void {
    const release = this.#release
    this.#release = null
    release?.()
  }

  [Symbol.dispose](): void {
    this.unlock()
  }
}

/** What {@link holding} and {@link locking} need of a lock. */
export interface Acquirable {
  acquire(): void
  release(): void
}

/** Acquires, and returns what gives back. */
export function locking(lock: Acquirable): UnlockToken {
  lock.acquire()
  return new UnlockToken(() => {
    lock.release()
  })
}

/** Runs `body` while holding the lock, and releases it on every way out. */
export function holding<T>(lock: Acquirable, body: () => T): T {
  lock.acquire()
  try {
    return body()
  } finally {
    lock.release()
  }
}
