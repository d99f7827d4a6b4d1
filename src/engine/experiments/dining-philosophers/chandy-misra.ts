import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory } from './experiment.ts'

type Words = Bound<typeof memory.fields>

/** Per fork, in `handed`. */
const WORDS_PER_FORK = 3
const OWNER = 0
const DIRTY = 1
const WANTED = 2

/**
 * The forks of Chandy and Misra. A fork always belongs to one of its two neighbours. Eating makes it dirty; who is asked
 * for a dirty fork gives it away, washed, unless it is eating; a clean one is kept. So who has just eaten has to give way
 * to who has not, and nobody waits for ever.
 *
 * | fork  | its owner     | asked for by the other neighbour                    |
 * | ----- | ------------- | --------------------------------------------------- |
 * | dirty | does not eat  | goes over at once, clean                            |
 * | clean | is hungry     | stays; goes over, clean, when its owner has eaten   |
 * | any   | eats          | the same                                            |
 *
 * Why nobody waits in a circle: say that a neighbour goes before another if the fork between them is clean and its own, or
 * dirty and the other's. At the start the lower number owns all forks, dirty, so that this order has no circle, and a
 * philosopher that has eaten goes behind both its neighbours: that adds none.
 *
 * What the paper's messages do is here done by who holds the table: it asks, and takes what it would be given.
 */
export class TravellingForks {
  readonly #words: Words
  readonly #table: Mutex
  readonly #came: readonly Condition[]
  readonly #me: number
  readonly #forks: readonly { readonly base: number; readonly neighbour: number }[]

  constructor(words: Words, philosophers: number, context: RoleContext) {
    const { worker } = context
    this.#words = words
    this.#me = worker
    this.#table = new Mutex(words.table, context)
    this.#came = words.forkCame.first(philosophers).map(came => new Condition(came, this.#table, context))
    this.#forks = [
      { base: worker * WORDS_PER_FORK, neighbour: (worker + philosophers - 1) % philosophers },
      { base: ((worker + 1) % philosophers) * WORDS_PER_FORK, neighbour: (worker + 1) % philosophers },
    ]
  }

  /** Blocks until both forks are this philosopher's. @throws {LabError} STOPPED when the trial is stopped while waiting */
  take(): void {
    this.#table.hold(() => {
      this.#ask()
      while (this.#forks.some(({ base }) => this.#words.handed.items[base + OWNER] !== this.#me)) {
        this.#came[this.#me]?.wait()
        // Meanwhile a fork that was dirty here may have gone to a neighbour.
        this.#ask()
      }
      this.#words.eats.items[this.#me] = 1
    })
  }

  /** The forks are dirty now, and go to those who want them. */
  giveBack(): void {
    const { handed, eats } = this.#words
    this.#table.hold(() => {
      eats.items[this.#me] = 0
      for (const { base, neighbour } of this.#forks) {
        handed.items[base + DIRTY] = 1
        if (handed.items[base + WANTED] === 1) this.#pass(base, neighbour)
      }
    })
  }

  #ask(): void {
    const { handed, eats } = this.#words
    for (const { base, neighbour } of this.#forks) {
      if (handed.items[base + OWNER] === this.#me) continue
      if (handed.items[base + DIRTY] !== 1 || eats.items[neighbour] !== 0) handed.items[base + WANTED] = 1
      else {
        this.#pass(base, this.#me)
        // Its last owner may be hungry, too: it has to ask for it again.
        this.#came[neighbour]?.notifyOne()
      }
    }
  }

  #pass(base: number, to: number): void {
    const { items } = this.#words.handed
    items[base + OWNER] = to
    items[base + DIRTY] = 0
    items[base + WANTED] = 0
    this.#came[to]?.notifyOne()
  }
}

/** All dirty, each with the lower number of its two neighbours. Fork f lies between philosophers f - 1 and f. */
export function initializeForks({ handed }: Words, philosophers: number): void {
  for (let fork = 0; fork < philosophers; fork++) {
    handed.items[fork * WORDS_PER_FORK + OWNER] = Math.min(fork, (fork + philosophers - 1) % philosophers)
    handed.items[fork * WORDS_PER_FORK + DIRTY] = 1
  }
}
