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

  /** Keeps the core busy for about so long. */
  forMicros(micros: number): void {
    this.#state = compute(this.#state, micros * this.#stepsPerMicro)
  }
}

/** A linear congruential generator: every step needs the one before. */
function compute(state: number, steps: number): number {
  let x = state
  for (let step = 0; step < steps; step++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
  return x
}
