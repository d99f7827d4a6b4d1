import { FREE, hasWaiters, heldBy, WAITERS_BIT } from '../../src/base/lock-word.ts'
import * as atomics from '../../src/engine/memory/atomics.ts'
import { Mutex, type MutexMemory } from '../../src/engine/sync/mutex.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'

/** What a check on real threads needs of a lock. */
export interface Lock {
  acquire(): void
  release(): void
}

/** Looks that a worker spends between a load and the store that depends on it, so that others come in between. */
const GAP = 100

/** Sees that the lock is free, then takes it: two may see it free. */
class WithoutCompareExchange implements Lock {
  readonly #memory: MutexMemory
  readonly #waiter: Waiter

  constructor(memory: MutexMemory, waiter: Waiter) {
    this.#memory = memory
    this.#waiter = waiter
  }

  acquire(): void {
    const { word } = this.#memory
    this.#waiter.beginWait(word.address)
    while (word.load() !== FREE) atomics.pause()
    for (let look = 0; look < GAP; look++) atomics.pause()
    word.store(heldBy(this.#waiter.worker))
    this.#waiter.endWait()
  }

  release(): void {
    this.#memory.word.store(FREE)
  }
}

/** Frees the word and leaves the sleepers asleep. */
class ForgetsTheNotify extends Mutex {
  readonly #memory: MutexMemory

  constructor(memory: MutexMemory, waiter: Waiter) {
    super(memory, waiter)
    this.#memory = memory
  }

  override release(): void {
    this.#memory.word.store(FREE)
  }
}

/** Acquires without the waiters bit after a wait, so that the sleepers behind it are forgotten. */
class ForgetsOtherWaiters implements Lock {
  readonly #memory: MutexMemory
  readonly #waiter: Waiter

  constructor(memory: MutexMemory, waiter: Waiter) {
    this.#memory = memory
    this.#waiter = waiter
  }

  acquire(): void {
    const { cell, address } = this.#memory.word
    const held = heldBy(this.#waiter.worker)
    if (atomics.compareExchange(cell, FREE, held) === FREE) return
    this.#waiter.beginWait(address)
    for (;;) {
      const found = atomics.compareExchange(cell, FREE, held)
      if (found === FREE) break
      const marked = found | WAITERS_BIT
      if (found === marked || atomics.compareExchange(cell, found, marked) === found) atomics.wait(cell, marked)
    }
    this.#waiter.endWait()
  }

  release(): void {
    const { cell } = this.#memory.word
    if (hasWaiters(atomics.exchange(cell, FREE))) atomics.notify(cell, 1)
  }
}

/** The shipped mutex and its deliberately broken twins, by name. */
export const MUTEXES = {
  mutex: Mutex,
  'without compare-exchange': WithoutCompareExchange,
  'forgets the notify': ForgetsTheNotify,
  'forgets other waiters': ForgetsOtherWaiters,
} as const

export type MutexName = keyof typeof MUTEXES
