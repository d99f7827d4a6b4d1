import { add, load, store } from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory } from './experiment.ts'

/**
 * Attempts in step: a worker whose time was up keeps what it has until as many attempts of all others are over, too. So
 * all let go, and begin again, at the same instant, as equal time limits make them do in a program that runs for long
 * enough. An attempt ends by itself, so nobody waits here for ever.
 */
export class Lockstep {
  readonly #own: I32Cell
  readonly #all: readonly I32Cell[]
  readonly #context: RoleContext

  /** @param workers those that keep step with each other; with fewer than two nobody waits for anybody */
  constructor({ own }: Bound<typeof memory.fields>, workers: number, context: RoleContext) {
    this.#own = own.of(context.worker).ended.cell
    this.#all = own.first(workers).map(({ ended }) => ended.cell)
    this.#context = context
  }

  /** An attempt came off: nobody is waited for. */
  succeeded(): void {
    add(this.#own, 1)
  }

  /** An attempt failed. */
  failed(): void {
    add(this.#own, 1)
    const ended = load(this.#own)
    for (const cell of this.#all) awaitAtLeast(cell, ended, this.#context)
  }

  /** No more attempts of this worker: the others go on without it. */
  leave(): void {
    store(this.#own, MORE_THAN_ANYBODY)
  }
}

const MORE_THAN_ANYBODY = 2 ** 30
