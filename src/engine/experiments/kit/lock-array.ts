import { heldBy } from '../../../base/lock-word.ts'
import type { Block } from '../../memory/cells.ts'
import { block, LINE_BYTES, type BlockField } from '../../memory/layout.ts'
import type { Primitives } from '../../sync/waiter.ts'
import type { RoleContext } from './role-context.ts'

const WORDS_PER_LINE = LINE_BYTES / 4

/** So many mutexes, each on a line of its own. They have no names: the wait-for graph does not know them. */
export function lockArray(length: number): BlockField {
  return block(length * WORDS_PER_LINE, {
    writers: 'acquirers, holders, waiters',
    access: 'atomic',
    doc: 'lock words, one per line, as in a mutex',
  })
}

/**
 * A worker's one handle on all of them: a thousand handles of their own would take longer to make than a trial lasts. In a
 * probe it times its waits.
 */
export class LockArray {
  readonly #acquire: Primitives['mutexAcquire']
  readonly #release: Primitives['mutexRelease']
  readonly #address: number
  readonly #me: number

  constructor(array: Block, context: RoleContext) {
    const { mutexAcquire, mutexRelease } = context.primitives
    this.#acquire = context.probing ? timed(mutexAcquire, context) : mutexAcquire
    this.#release = mutexRelease
    this.#address = array.address
    this.#me = heldBy(context.worker)
  }

  /** As a mutex does. @throws {LabError} RELOCK, STOPPED */
  acquire(index: number): void {
    const acquire = this.#acquire
    acquire(this.#address + index * LINE_BYTES, this.#me)
  }

  /** As a mutex does. @throws {LabError} NOT_HOLDER */
  release(index: number): void {
    const release = this.#release
    release(this.#address + index * LINE_BYTES, this.#me)
  }
}

function timed(acquire: Primitives['mutexAcquire'], context: RoleContext): Primitives['mutexAcquire'] {
  return (word, me) => {
    const before = context.nowNanos()
    acquire(word, me)
    context.waited(context.nowNanos() - before)
  }
}
