import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { BusyWork } from '../kit/busy-work.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { LockArray } from '../kit/lock-array.ts'
import type { Values } from '../kit/params.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import { zipfKeys } from '../kit/zipf-keys.ts'
import { KEYS, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Clerk = Kernel<typeof memory, typeof params>

/** Everybody waits for the work of everybody. */
export const longHold: Clerk = (words, knobs, context) => {
  new Desk(words, knobs, context, 1).serve((locks, part, entry, work) => {
    locks.acquire(part)
    work()
    entry()
    locks.release(part)
  })
}

/** One lock still, held for the one line that needs it. */
export const oneLock: Clerk = (words, knobs, context) => {
  new Desk(words, knobs, context, 1).serve((locks, part, entry, work) => {
    work()
    locks.acquire(part)
    entry()
    locks.release(part)
  })
}

/** Workers meet only where they want the same part of the table. */
export const sharded: Clerk = (words, knobs, context) => {
  new Desk(words, knobs, context, knobs.shards).serve((locks, part, entry, work) => {
    work()
    locks.acquire(part)
    entry()
    locks.release(part)
  })
}

/** Workers meet only where they want the same entry, and whoever wants all of them takes all the locks. */
export const perEntry: Clerk = (words, knobs, context) => {
  new Desk(words, knobs, context, KEYS).serve((locks, part, entry, work) => {
    work()
    locks.acquire(part)
    entry()
    locks.release(part)
  })
}

type Addition = (locks: LockArray, part: number, entry: () => void, work: () => void) => void

/** One worker's side of the table: which entry next, which lock guards it, and when to add up everything. */
class Desk {
  readonly #words: Words
  readonly #knobs: Values<typeof params>
  readonly #context: RoleContext
  readonly #locks: LockArray
  readonly #count: number

  constructor(words: Words, knobs: Values<typeof params>, context: RoleContext, count: number) {
    this.#words = words
    this.#knobs = knobs
    this.#context = context
    this.#locks = new LockArray(words.locks, context)
    this.#count = count
  }

  serve(add: Addition): void {
    const { work: micros, skew, totals } = this.#knobs
    const context = this.#context
    const locks = this.#locks
    const { items } = this.#words.entries
    const own = this.#words.own.of(context.worker)
    const keys = zipfKeys(KEYS, skew / 100, context.seed)
    const random = new Prng(context.seed)
    const busy = new BusyWork(context)
    const work = (): void => {
      if (micros > 0) busy.forMicros(micros)
    }
    let key = 0
    const entry = (): void => {
      items[key] = (items[key] ?? 0) + 1
      own.additions.cell[0]++
      own.operations.cell[0]++
    }
    let turn = 0
    let known = 0
    untilStopped(context, own.operations.cell, times => {
      for (let i = 0; i < times; i++) {
        if (totals > 0 && random.nextBelow(1000) < totals) {
          const total = this.#total()
          // What it saw last time is still there, and so is all that it added itself.
          if (total < Math.max(known, own.additions.cell[0])) own.wentBack.cell[0]++
          known = total
          own.totals.cell[0]++
          own.operations.cell[0]++
        } else {
          key = keys[turn++ % keys.length] ?? 0
          add(locks, Math.floor((key * this.#count) / KEYS), entry, work)
        }
      }
    })
  }

  /** All locks in one order, so that two who want them all do not wait for each other in a circle. */
  #total(): number {
    let held = 0
    try {
      for (; held < this.#count; held++) this.#locks.acquire(held)
      return this.#words.entries.items.reduce((sum, entry) => sum + entry, 0)
    } finally {
      while (held > 0) this.#locks.release(--held)
    }
  }
}
