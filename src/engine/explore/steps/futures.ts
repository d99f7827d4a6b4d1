import { isLabError } from '../../../base/errors.ts'
import { labelOf } from './labels.ts'
import type { End, StepMachine } from './machine.ts'
import { MemoryBudget, MemoryExhausted } from './memory-budget.ts'
import { keyOf } from './model-search.ts'
import { StateGraph } from './state-graph.ts'

/** More would make a replay wait for it. */
const MOST_STATES = 100_000
const MOST_BYTES = 100_000_000
const BITS = 32

/** Which ends can still come, from every state of a program that is small enough to know them all. */
export class Futures {
  /** All there are: outcomes by their values, then standstills. */
  readonly ends: readonly End[]
  readonly #graph: StateGraph
  /** Numbers that a state's ends take, a bit for each. */
  readonly #words: number
  readonly #masks: Int32Array

  /** @returns null where there are more states than that, or one of them cannot be looked at */
  static of(machine: StepMachine): Futures | null {
    try {
      const graph = new StateGraph(machine, new MemoryBudget(MOST_BYTES))
      for (let state = 0; state < graph.size; state++) {
        if (graph.size > MOST_STATES) return null
        graph.expand(state)
      }
      return new Futures(graph)
    } catch (thrown) {
      // Where a program goes wrong elsewhere, this schedule of it can be replayed all the same; a search says what is wrong.
      if (thrown instanceof MemoryExhausted || isLabError(thrown)) return null
      throw thrown
    }
  }

  private constructor(graph: StateGraph) {
    const row = new Int32Array(graph.machine.length)
    const found = new Map<string, { readonly end: End; readonly states: number[] }>()
    for (let state = 0; state < graph.size; state++) {
      if (graph.degree(state) > 0) continue
      graph.read(state, row)
      const end = graph.machine.end(row)
      const known = found.get(keyOf(end))
      if (known === undefined) found.set(keyOf(end), { end, states: [state] })
      else known.states.push(state)
    }
    const ends = [...found.values()].toSorted((a, b) => rankOf(a.end) - rankOf(b.end))
    this.ends = ends.map(({ end }) => end)
    this.#graph = graph
    this.#words = Math.ceil(ends.length / BITS)
    this.#masks = new Int32Array(graph.size * this.#words)
    for (const [place, { states }] of ends.entries()) {
      for (const state of states) this.#masks[state * this.#words + Math.floor(place / BITS)] = 1 << (place % BITS)
    }
    this.#spread()
  }

  /** The state that a step leads to; the first one is 0. */
  next(state: number, worker: number, choice: number): number {
    const label = labelOf(worker, choice)
    let edge = 0
    while (this.#graph.label(state, edge) !== label) edge++
    return this.#graph.target(state, edge)
  }

  /** The ends that can still come from a state, by their places. */
  from(state: number): number[] {
    return this.ends.flatMap((_, place) => {
      const mask = this.#masks[state * this.#words + Math.floor(place / BITS)] ?? 0
      return (mask & (1 << (place % BITS))) === 0 ? [] : [place]
    })
  }

  /** What can come after a step can come before it: mostly later states have higher numbers, so that two rounds are enough. */
  #spread(): void {
    const graph = this.#graph
    for (let changed = true; changed;) {
      changed = false
      for (let state = graph.size - 1; state >= 0; state--) {
        for (let edge = graph.degree(state) - 1; edge >= 0; edge--) {
          if (this.#take(state, graph.target(state, edge))) changed = true
        }
      }
    }
  }

  #take(state: number, target: number): boolean {
    let isNew = false
    for (let word = 0; word < this.#words; word++) {
      const at = state * this.#words + word
      const own = this.#masks[at] ?? 0
      const both = own | (this.#masks[target * this.#words + word] ?? 0)
      if (both === own) continue
      this.#masks[at] = both
      isNew = true
    }
    return isNew
  }
}

const LAST = { deadlock: 1, stall: 2 } as const

/** Values are whole numbers of 32 bits. */
function rankOf({ kind, value }: End): number {
  return kind === 'outcome' ? (value ?? 0) : 2 ** 32 * LAST[kind]
}
