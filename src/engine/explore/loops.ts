import { isSame, type Operation } from './operation.ts'

/** Operations in one turn of a loop, at most. */
const LONGEST_TURN = 24

/** What a thread has done in a round, and what that returned. */
export interface Log {
  readonly asked: readonly Operation[]
  readonly results: readonly number[]
}

/**
 * How many operations one turn has, when a thread that is about to do `next` has gone round twice with the same operations
 * and the same results and is about to begin again; 0 when it has not.
 */
export function turnOf({ asked, results }: Log, next: Operation): number {
  const length = asked.length
  for (let turn = 1; turn <= LONGEST_TURN && 2 * turn <= length; turn++) {
    if (!isLike(asked[length - turn], next)) continue
    let at = length - turn
    while (at < length && isLike(asked[at], asked[at - turn]) && results[at] === results[at - turn]) at++
    if (at === length) return turn
  }
  return 0
}

/** The log with its last `turn` operations over and over again. */
export function withMoreTurns({ asked, results }: Log, turn: number, times: number): Log {
  return {
    asked: [...asked, ...repeated(asked.slice(-turn), times)],
    results: [...results, ...repeated(results.slice(-turn), times)],
  }
}

export function isLike(a: Operation | undefined, b: Operation | undefined): boolean {
  if (a === undefined || b === undefined || a.change !== null || b.change !== null) return false
  return isSame(a, b.kind, b.address, b.expected, b.value)
}

function repeated<T>(items: readonly T[], times: number): readonly T[] {
  return Array.from({ length: times }, () => items).flat()
}
