import { Condition, conditionLayout } from '../../sync/condition.ts'
import { block, layout, type Bound } from '../../memory/layout.ts'
import { Mutex, mutexLayout } from '../../sync/mutex.ts'
import { UnlockToken } from '../../sync/token.ts'
import type { RoleContext } from './role-context.ts'

const MOST_THINGS = 64

/**
 * A desk that hands out two things together or none: who has to wait holds nothing meanwhile.
 *
 * Source: E. W. Dijkstra, "Hierarchical Ordering of Sequential Processes" (1971): philosophers that pick up both forks in
 * one step.
 */
export const bothAtOnceLayout = layout('both-at-once', {
  desk: mutexLayout,
  givenBack: conditionLayout,
  taken: block(MOST_THINGS, { writers: 'who holds the desk', access: 'under the desk', doc: 'per thing: 1 = taken' }),
})

/** A worker's own handle. */
export class BothAtOnce {
  readonly #desk: Mutex
  readonly #givenBack: Condition
  readonly #taken: Int32Array

  constructor(memory: Bound<typeof bothAtOnceLayout.fields>, context: RoleContext) {
    this.#desk = new Mutex(memory.desk, context)
    this.#givenBack = new Condition(memory.givenBack, this.#desk, context)
    this.#taken = memory.taken.items
  }

  /**
   * Blocks until both are to be had.
   * @returns what gives both back
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  lock(one: number, other: number): UnlockToken {
    this.#desk.hold(() => {
      this.#givenBack.waitUntil(() => this.#taken[one] === 0 && this.#taken[other] === 0)
      this.#taken[one] = 1
      this.#taken[other] = 1
    })
    return new UnlockToken(() => {
      this.#giveBack(one, other)
    })
  }

  #giveBack(one: number, other: number): void {
    this.#desk.hold(() => {
      this.#taken[one] = 0
      this.#taken[other] = 0
      this.#givenBack.notifyAll()
    })
  }
}
