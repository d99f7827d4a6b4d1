/** After so many vain waits in a row, looking does not pay at present. */
const MISSES_IN_A_ROW = 2
/** Then every so many waits it is tried again: nobody else can tell that it would pay. */
const TRY_AGAIN_AFTER = 32

/**
 * How often one side looks for what the other may do at any moment, before it sleeps.
 *
 * Where both sides are awake and each has a core, what is waited for is there within a microsecond, while a wake-up takes
 * twenty; so it pays to look for about as long as a wake-up takes. Where the other side is at something long, or needs the
 * very core that looks, every look is in vain.
 */
export class Patience {
  readonly #most: number
  readonly #least: number
  #misses = 0

  constructor(most: number, least: number) {
    this.#most = most
    this.#least = least
  }

  /** Looks to spend on the next wait. */
  get looks(): number {
    return this.#misses < MISSES_IN_A_ROW || this.#misses % TRY_AGAIN_AFTER === 0 ? this.#most : this.#least
  }

  /** How the wait went: whether looking was enough. */
  learn(found: boolean): void {
    this.#misses = found ? 0 : this.#misses + 1
  }
}
