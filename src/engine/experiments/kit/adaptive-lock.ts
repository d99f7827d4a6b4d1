import type { Mutex } from '../../sync/mutex.ts'
import type { Acquirable } from '../../sync/token.ts'
import type { RoleContext } from './role-context.ts'
import { spinOnce } from './spinning.ts'

/** Looks at most: tens of microseconds, as much as going to sleep and being woken cost. */
const MOST_LOOKS = 1000
/** Looks beyond twice the average that a wait may always take. */
const SPARE_LOOKS = 10

/**
 * Spins for as long as spinning has lately paid, then sleeps: a mutex whose handle remembers how many looks its waits
 * took. When holders are quick the waiter never sleeps; when they are slow, or have no core, it soon stops trying.
 *
 * Source: the adaptive mutex of the GNU C library (`PTHREAD_MUTEX_ADAPTIVE_NP`): up to twice the running average plus 10.
 */
export class AdaptiveLock implements Acquirable {
  readonly #mutex: Mutex
  readonly #context: RoleContext
  #average = 0

  constructor(mutex: Mutex, context: RoleContext) {
    this.#mutex = mutex
    this.#context = context
  }

  /** @throws {LabError} as {@link Mutex.acquire} */
  acquire(): void {
    if (this.#mutex.tryAcquire()) return
    const most = Math.min(MOST_LOOKS, this.#average * 2 + SPARE_LOOKS)
    let look = 0
    while (look < most) {
      spinOnce(this.#context, look)
      look++
      if (this.#mutex.word.load() === 0 && this.#mutex.tryAcquire()) {
        this.#learn(look)
        return
      }
    }
    this.#learn(look)
    this.#mutex.acquire()
  }

  release(): void {
    this.#mutex.release()
  }

  #learn(looks: number): void {
    this.#average += (looks - this.#average) / 8
  }
}
