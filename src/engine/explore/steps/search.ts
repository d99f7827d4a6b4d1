import type { Cut } from '../../../contract/exploration.ts'
import { countSchedules } from './count-schedules.ts'
import { keyOf, type FoundEnd, type ModelSearch } from './model-search.ts'
import { workerOf } from './labels.ts'
import { Column, MemoryExhausted, Stack, type MemoryBudget } from './memory-budget.ts'
import type { StepMachine } from './machine.ts'
import { StateGraph } from './state-graph.ts'

const NOBODY = -1
const NOWHERE = -1
/** What counting keeps for each state: how many come before it, and where its number is. */
const BYTES_PER_COUNT = 12

/**
 * Looks at every state that can be reached, in the order of the preemptions that it takes to get there: a search by
 * Dijkstra's rule with costs of 0 and 1 over states and who took the last step. So the first schedule found to an end has
 * the fewest preemptions of all, and a search that is cut short has still seen all that fewer preemptions than
 * {@link preemptions} lead to.
 *
 * A preemption is a switch away from a worker that can still take a step.
 * @see R. B. Dial, "Algorithm 360" (1969), for the rule; M. Musuvathi, S. Qadeer, "Iterative context bounding" (2007), for the order
 */
export class Search implements ModelSearch {
  readonly #graph: StateGraph
  readonly #workers: number
  readonly #maxStates: number
  readonly #budget: MemoryBudget
  /** Per state and last worker: the preemptions that it takes, plus 1; 0 = not reached. */
  readonly #costs: Column
  /** Per state and last worker: where it was reached from, plus 1; 0 = the start. */
  readonly #parents: Column
  readonly #row: Int32Array
  readonly #ends = new Map<string, FoundEnd>()
  #now: Stack
  #later: Stack
  #preemptions = 0
  #cut: Cut | null = null
  #started = false

  constructor(machine: StepMachine, budget: MemoryBudget, maxStates: number) {
    this.#graph = new StateGraph(machine, budget)
    this.#workers = machine.workers
    this.#maxStates = maxStates
    this.#budget = budget
    this.#costs = new Column(budget)
    this.#parents = new Column(budget)
    this.#now = new Stack(budget)
    this.#later = new Stack(budget)
    this.#row = new Int32Array(machine.length)
  }

  get states(): number {
    return this.#graph.size
  }

  get ahead(): number {
    return this.#graph.size - this.#graph.expanded
  }

  get ends(): readonly FoundEnd[] {
    return [...this.#ends.values()]
  }

  get preemptions(): number {
    return this.#preemptions
  }

  get cut(): Cut | null {
    return this.#cut
  }

  stop(why: Cut): void {
    this.#cut ??= why
  }

  counts(): ReadonlyMap<number, bigint> | null {
    if (this.#cut !== null) return null
    try {
      return this.#budget.during(this.#graph.size * BYTES_PER_COUNT, () => countSchedules(this.#graph))
    } catch (thrown) {
      if (!(thrown instanceof MemoryExhausted)) throw thrown
      this.#cut = 'memory'
      return null
    }
  }

  advance(places: number): boolean {
    try {
      if (!this.#started) this.#start()
      for (let done = 0; done < places; done++) {
        if (this.#cut !== null) return true
        const place = this.#next()
        if (place < 0) return true
        this.#goOn(place)
      }
    } catch (thrown) {
      if (!(thrown instanceof MemoryExhausted)) throw thrown
      this.#cut = 'memory'
    }
    return this.#cut !== null
  }

  #start(): void {
    this.#started = true
    this.#graph.expand(0)
    if (this.#graph.degree(0) === 0) this.#end(0, NOWHERE)
    this.#follow(0, NOBODY, 0)
  }

  /** The next place at the present number of preemptions, or at the next one; -1 = none is left. */
  #next(): number {
    for (;;) {
      for (let place = this.#now.pop(); place !== undefined; place = this.#now.pop()) {
        // Else a way with fewer preemptions was found since, and has been followed.
        if (this.#costs.get(place) === this.#preemptions + 1) return place
      }
      if (this.#later.isEmpty) return -1
      ;[this.#now, this.#later] = [this.#later, this.#now]
      this.#preemptions++
    }
  }

  #goOn(place: number): void {
    const state = Math.floor(place / this.#workers)
    if (!this.#graph.isExpanded(state)) {
      if (this.#graph.size > this.#maxStates) {
        this.#cut = 'states'
        return
      }
      this.#graph.expand(state)
      if (this.#graph.degree(state) === 0) this.#end(state, place)
    }
    this.#follow(state, place % this.#workers, place + 1)
  }

  #follow(state: number, last: number, parent: number): void {
    const graph = this.#graph
    const degree = graph.degree(state)
    const preempts = last !== NOBODY && degree > 0 && graph.canGoOn(state, last) ? 1 : 0
    // Backwards, since the last one pushed is the first to be looked at: schedules begin with the first worker.
    for (let edge = degree - 1; edge >= 0; edge--) {
      const worker = workerOf(graph.label(state, edge))
      const more = worker === last ? 0 : preempts
      const cost = this.#preemptions + more + 1
      const place = graph.target(state, edge) * this.#workers + worker
      const known = this.#costs.get(place)
      if (known !== 0 && known <= cost) continue
      this.#costs.set(place, cost)
      this.#parents.set(place, parent)
      if (more === 0) this.#now.push(place)
      else this.#later.push(place)
    }
  }

  #end(state: number, place: number): void {
    this.#graph.read(state, this.#row)
    const end = this.#graph.machine.end(this.#row)
    const known = this.#ends.get(keyOf(end))
    if (known !== undefined) known.states.push(state)
    else
      this.#ends.set(keyOf(end), {
        end,
        states: [state],
        fewestPreemptions: this.#preemptions,
        schedule: this.#scheduleTo(place),
      })
  }

  #scheduleTo(place: number): readonly number[] {
    const labels: number[] = []
    let at = place
    while (at >= 0) {
      const before = this.#parents.get(at) - 1
      const from = before < 0 ? 0 : Math.floor(before / this.#workers)
      labels.push(this.#labelOf(from, Math.floor(at / this.#workers), at % this.#workers))
      at = before
    }
    return labels.reverse()
  }

  #labelOf(from: number, to: number, worker: number): number {
    for (let edge = 0; ; edge++) {
      const label = this.#graph.label(from, edge)
      if (this.#graph.target(from, edge) === to && workerOf(label) === worker) return label
    }
  }
}
