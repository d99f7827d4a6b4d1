import { LabError } from '../../../base/errors.ts'
import { Permits, type Condition, type Lock, type Register, type Words } from '../../experiments/kit/step-values.ts'
import type { Slots } from './evaluate.ts'

/** Slot 0 says which assertion failed: its number from 1; 0 = none. */
export const FAILURE = 0

/** A worker is one digit in a schedule. */
const MOST_WORKERS = 10

/** A word of a state and what it is, for those who look at one. */
export interface NamedSlot {
  readonly name: string
  readonly slot: number
}

/**
 * Which slot of a state holds what: the failure, then the program counters, then words, locks (owner + 1), permits and
 * registers in the order in which the program names them.
 */
export class StatePlan {
  readonly #initial: number[]
  readonly #words = new Map<Words, number>()
  readonly #locks = new Map<Lock, number>()
  readonly #permits = new Map<Permits, number>()
  readonly #registers: Map<Register, number>[]
  readonly conditions: Condition[] = []

  constructor(workers: number) {
    if (workers < 1 || workers > MOST_WORKERS)
      throw new LabError('BAD_VALUE', `a model has ${String(workers)} workers`, {
        allowed: `1 to ${String(MOST_WORKERS)} workers`,
      })
    this.#initial = Array.from({ length: 1 + workers }, () => 0)
    this.#registers = Array.from({ length: workers }, () => new Map<Register, number>())
  }

  get initial(): Int32Array {
    return Int32Array.from(this.#initial)
  }

  words(row: Words): number {
    return this.#place(this.#words, row, row.initial)
  }

  lock(lock: Lock | Permits): number {
    if (lock instanceof Permits) return this.#place(this.#permits, lock, [lock.initial])
    return this.#place(this.#locks, lock, [0])
  }

  condition(condition: Condition): number {
    if (!this.conditions.includes(condition)) this.conditions.push(condition)
    return this.conditions.indexOf(condition)
  }

  /** The slots as one worker sees them. */
  of(worker: number): Slots {
    const own = this.#registers[worker] ?? new Map<Register, number>()
    return {
      words: row => this.words(row),
      lock: lock => this.lock(lock),
      register: register => this.#place(own, register, [0]),
    }
  }

  /** Words and permits by name, one for each slot. */
  named(): readonly NamedSlot[] {
    const inRows = [...this.#words].flatMap(([{ name, size }, slot]) =>
      size === 1
        ? [{ name, slot }]
        : Array.from({ length: size }, (_, i) => ({ name: `${name}[${i}]`, slot: slot + i })),
    )
    return [...inRows, ...namedSlots(this.#permits)]
  }

  locks(): readonly NamedSlot[] {
    return namedSlots(this.#locks)
  }

  registers(worker: number): ReadonlyMap<Register, number> {
    return this.#registers[worker] ?? new Map<Register, number>()
  }

  #place<T>(slots: Map<T, number>, what: T, initial: readonly number[]): number {
    const known = slots.get(what)
    if (known !== undefined) return known
    const slot = this.#initial.length
    slots.set(what, slot)
    this.#initial.push(...initial)
    return slot
  }
}

function namedSlots(slots: ReadonlyMap<{ readonly name: string }, number>): readonly NamedSlot[] {
  return [...slots].map(([{ name }, slot]) => ({ name, slot }))
}

/** Outcomes name words only. */
export function slotsOfEverybody(plan: StatePlan): Slots {
  return {
    words: row => plan.words(row),
    lock: lock => plan.lock(lock),
    register: ({ name }) => {
      throw new LabError('BAD_VALUE', `an outcome looks at ${name}, which is a register`, {
        allowed: 'words of shared memory',
      })
    },
  }
}
