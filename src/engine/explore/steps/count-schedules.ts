import type { StateGraph } from './state-graph.ts'

/**
 * Counts the schedules that lead to each state: the sum over the states before it, taken in the order of the steps.
 * @returns for each state without a step the schedules that end there; null where steps lead round in a circle, so that
 *   there is no end of them
 */
export function countSchedules(graph: StateGraph): ReadonlyMap<number, bigint> | null {
  const before = new Int32Array(graph.size)
  for (let state = 0; state < graph.size; state++) {
    for (let edge = 0; edge < graph.degree(state); edge++) {
      const target = graph.target(state, edge)
      before[target] = (before[target] ?? 0) + 1
    }
  }
  const ways: bigint[] = Array.from({ length: graph.size }, () => 0n)
  ways[0] = 1n
  const ends = new Map<number, bigint>()
  const ready = before[0] === 0 ? [0] : []
  let done = 0
  for (let state = ready.pop(); state !== undefined; state = ready.pop()) {
    done++
    const degree = graph.degree(state)
    const own = ways[state] ?? 0n
    if (degree === 0) ends.set(state, own)
    for (let edge = 0; edge < degree; edge++) {
      const target = graph.target(state, edge)
      ways[target] = (ways[target] ?? 0n) + own
      const left = (before[target] ?? 0) - 1
      before[target] = left
      if (left === 0) ready.push(target)
    }
    // Only those at the front are needed: the numbers are long where there are many.
    ways[state] = 0n
  }
  return done === graph.size ? ends : null
}
