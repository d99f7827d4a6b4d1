import type { RoleContext } from './role-context.ts'

/** One timing: a few microseconds, so that most are not interrupted. */
const STEPS = 2_000
const TIMINGS = 12
/** No core does more: a clock that stands still must not ask for work without end. */
const MOST_STEPS_PER_MICRO = 10_000

/**
 * Work that takes a stated time on a core of its own: a fixed number of steps, timed once. A worker that loses its core
 * in the middle has the rest of its work still before it, unlike one that waits for a clock to pass a mark.
 */
export class BusyWork {
  readonly #stepsPerMicro: number
  #state: number

  constructor(context: RoleContext) {
    this.#state = context.seed | 1
    let shortest = Infinity
    for (let timing = 0; timing < TIMINGS; timing++) {
      const before = context.nowNanos()
      this.#state = compute(this.#state, STEPS)
      shortest = Math.min(shortest, context.nowNanos() - before)
    }
    this.#stepsPerMicro = Math.min(MOST_STEPS_PER_MICRO, (STEPS * 1_000) / shortest)
  }

  /** What this core did, undisturbed, when it was timed. */
  get stepsPerMicro(): number {
    return this.#stepsPerMicro
  }

  /** So many steps: the same work for every worker that is told the same number. */
  doSteps(steps: number): void {
    this.#state = compute(this.#state, steps)
  }

  /** Keeps the core busy for about so long. */
  forMicros(micros: number): void {
    this.#state = compute(this.#state, micros * this.#stepsPerMicro)
  }
}

/**
 * Every step needs the one before, and none leaves the integers. So it takes as long in both of V8's optimising tiers: arithmetic
 * that overflows takes six times as long in the middle one, and that is where a loop ends up for a while when its caller
 * becomes hot, however it was compiled when it was timed.
 * @param state not 0
 * @see Marsaglia, "Xorshift RNGs" (Journal of Statistical Software, 2003), section 3
 */
function compute(state: number, steps: number): number {
  let x = state
  for (let step = 0; step < steps; step++) {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
  }
  return x
}
