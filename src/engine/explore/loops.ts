import { isSame, type Operation } from './operation.ts'

/** Operations in one turn of a loop, at most. */
const LONGEST_TURN = 32
/** Ways to cut a log into turns that are tried, shortest turns first. */
const MOST_WAYS = 24

/** What a thread has done in a round, and what that returned. */
export interface Log {
  readonly asked: readonly Operation[]
  readonly results: readonly number[]
}

/** Two turns of a loop in a row, each so many operations long. */
export interface Turns {
  readonly first: number
  readonly second: number
}

/**
 * The ways in which the end of a log may be two turns of one loop that is about to begin again with `next`: with anything
 * in the turns, as long as each begins with that operation.
 */
export function* turnsBefore({ asked }: Log, next: Operation): Generator<Turns> {
  const end = asked.length
  let ways = 0
  for (let second = 1; second <= LONGEST_TURN && second < end; second++) {
    if (!isLike(asked[end - second], next)) continue
    for (let first = 1; first <= LONGEST_TURN && first + second <= end; first++) {
      if (!isLike(asked[end - second - first], next)) continue
      if (++ways > MOST_WAYS) return
      yield { first, second }
    }
  }
}

/** The log, and then its last turns over and over again, each after each. */
export function withMoreTurns({ asked, results }: Log, turns: Turns, times: number): Log {
  return {
    asked: asked.concat(moreTurns(asked, turns, times)),
    results: results.concat(moreTurns(results, turns, times)),
  }
}

/** @param items ends in the two turns */
export function moreTurns<T>(items: readonly T[], { first, second }: Turns, times: number): readonly T[] {
  const one = items.slice(items.length - first - second, items.length - second)
  const other = items.slice(items.length - second)
  return Array.from({ length: times }, () => [...other, ...other, ...one, ...one]).flat()
}

export function isLike(a: Operation | undefined, b: Operation | undefined): boolean {
  if (a === undefined || b === undefined || a.change !== null || b.change !== null) return false
  return isSame(a, b.kind, b.address, b.expected, b.value)
}

/** A loop that was taken to forget its turns does something else after more of them: what was found by that is void. */
export class LoopRemembers extends Error {
  readonly loop: string

  constructor(loop: string) {
    super(`the loop remembers its turns: ${loop}`)
    this.loop = loop
  }
}
