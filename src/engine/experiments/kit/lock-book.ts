import { invariant } from '../../../base/assert.ts'
import type { LockOrderEdge } from '../../../base/lock-order-edge.ts'
import { block, layout, perWorker, type Bound } from '../../memory/layout.ts'
import type { ParamValues } from '../../../contract/words.ts'
import { choice } from './params.ts'
import type { RoleContext } from './role-context.ts'

/** Locks are bits of a word. */
const MOST_BOOKED_LOCKS = 32
/** Different sets of locks that one worker may hold when it acquires one and the same lock. */
const SETS_PER_LOCK = 4

/**
 * What each worker held when it acquired which lock: a line of bit masks per lock, written by plain stores of the one
 * worker whose line it is, and read when all are done. No clock, and no atomic step more than the locks take.
 */
export const lockBookLayout = layout('lock-book', {
  own: perWorker(
    layout('lock-orders', {
      heldSets: block(MOST_BOOKED_LOCKS * SETS_PER_LOCK, {
        writers: 'the worker',
        access: 'single writer',
        doc: 'per lock 4 bit masks: what was held when it was acquired; 0 = unused',
      }),
    }),
  ),
})

export type LockBookMemory = Bound<typeof lockBookLayout.fields>

/** Whether lock orders are recorded: a parameter of the experiments that can be looked at in this way. */
export function recordOrderParam(usual: 'off' | 'on') {
  return choice({
    choices: {
      off: 'nothing is recorded',
      on: 'every acquire by a worker that holds locks leaves a mark; circles of orders are told as ORDER RISK',
    },
    default: usual,
    help: 'whether workers record in which order they take locks',
  })
}

/** The same with the book closed; null where it is. */
export function withoutOrders(params: ParamValues): ParamValues | null {
  return params['recordOrder'] === 'on' ? { ...params, recordOrder: 'off' } : null
}

/** A worker's own pen. */
export class LockBook {
  readonly #sets: Int32Array
  #held = 0

  /** @param memory where to write */
  constructor(memory: LockBookMemory, { worker }: RoleContext) {
    this.#sets = memory.own.of(worker).heldSets.items
  }

  acquired(lock: number): void {
    if (this.#held !== 0) this.#note(lock, this.#held)
    this.#held |= 1 << lock
  }

  released(lock: number): void {
    this.#held &= ~(1 << lock)
  }

  #note(lock: number, held: number): void {
    const first = lock * SETS_PER_LOCK
    for (let place = first; place < first + SETS_PER_LOCK; place++) {
      const there = this.#sets[place]
      if (there === held) return
      if (there === 0) {
        this.#sets[place] = held
        return
      }
    }
    // Leaving it out would hide a risk.
    invariant(false, `lock ${String(lock)} was acquired in more ways than can be recorded`)
  }
}

/**
 * What the workers wrote, once all are done.
 * @param nameOf a lock's name by its number in the book
 */
export function lockOrdersIn(
  memory: LockBookMemory,
  workers: number,
  nameOf: (lock: number) => string,
): readonly LockOrderEdge[] {
  return memory.own
    .first(workers)
    .flatMap(({ heldSets }, worker) =>
      [...heldSets.items].flatMap((held, place) =>
        held === 0 ? [] : [{ worker, held: locksIn(held).map(nameOf), acquired: nameOf(lockAt(place)) }],
      ),
    )
}

function lockAt(place: number): number {
  return Math.floor(place / SETS_PER_LOCK)
}

function locksIn(mask: number): readonly number[] {
  return Array.from({ length: MOST_BOOKED_LOCKS }, (_, lock) => lock).filter(lock => ((mask >>> lock) & 1) === 1)
}
