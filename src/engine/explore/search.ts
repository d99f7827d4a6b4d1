import type { Fault } from './failure.ts'
import type { Machine } from './machine.ts'
import { threadOf, type Choice } from './schedule.ts'
import { spinFault } from './spin.ts'
import { NumberColumn, StateTable } from './state-table.ts'

/** How many states are looked at between two looks at the clock. */
const STATES_PER_LOOK = 256

export interface SearchOptions {
  /** Schedules with more preemptions are left out; undefined = none are. */
  readonly preemptionBound: number | undefined
  readonly maxStates: number
  isOver(): boolean
  /** Whether the search is for such a fault; else the schedule just ends there. */
  wants(fault: Fault): boolean
  /** Whether all of it has to be done again. */
  isMistaken(): boolean
}

/** What kept a search from seeing every schedule. */
export type Cut = 'nothing' | 'preemptions' | 'states' | 'time'

export interface Found {
  readonly cut: Cut
  readonly states: number
  readonly steps: number
  /** Ends in a wanted fault. */
  readonly path: readonly Choice[] | null
}

/**
 * Looks at every state that can be reached, each once. With a bound, in the order of the preemptions that it takes to get
 * there, so that the first fault found has the fewest of all; without, depth first.
 */
export class Search {
  readonly #machine: Machine
  readonly #options: SearchOptions
  readonly #table = new StateTable()
  readonly #parents = new NumberColumn()
  readonly #choices = new NumberColumn()
  readonly #costs = new NumberColumn()
  readonly #bounded: boolean
  #now: number[] = []
  #later: number[] = []
  #next = 0
  #preemptions = 0
  #steps = 0
  #cut: Cut = 'nothing'
  /** A fault that one preemption more leads to. */
  #faultLater: readonly Choice[] | null = null

  constructor(machine: Machine, options: SearchOptions) {
    this.#machine = machine
    this.#options = options
    this.#bounded = options.preemptionBound !== undefined
  }

  run(): Found {
    const { state } = this.#machine
    const early = this.#machine.reset()
    if (early !== null) return this.#found(this.#options.wants(early) ? [] : null)
    this.#now.push(state.addTo(this.#table))
    this.#parents.set(0, -1)
    const choices: Choice[] = []
    for (let id = this.#take(), looks = 0; id >= 0; id = this.#take()) {
      if (++looks % STATES_PER_LOOK === 0 && this.#options.isOver()) this.#cut = 'time'
      if (this.#table.size > this.#options.maxStates) this.#cut = 'states'
      if (this.#cut === 'time' || this.#cut === 'states') break
      state.readFrom(this.#table, id)
      const fault = this.#machine.choices(choices)
      const path = fault !== null && this.#options.wants(fault) ? this.#pathTo(id) : this.#goOn(id, choices)
      if (path !== null) return this.#found(path)
      if (this.#options.isMistaken()) break
    }
    return this.#found(this.#faultLater)
  }

  #take(): number {
    if (!this.#bounded) return this.#now.pop() ?? -1
    for (;;) {
      for (let id = this.#now[this.#next++]; id !== undefined; id = this.#now[this.#next++]) {
        // Else a way with fewer preemptions was found since, and has been followed.
        if (this.#costs.get(id) === this.#preemptions) return id
      }
      if (this.#faultLater !== null || this.#later.length === 0) return -1
      this.#now = this.#later
      this.#later = []
      this.#next = 0
      this.#preemptions++
    }
  }

  /** Takes every choice. @returns the path to a wanted fault */
  #goOn(id: number, choices: readonly Choice[]): readonly Choice[] | null {
    const machine = this.#machine
    let first = true
    for (const choice of choices) {
      if (!first) machine.state.readFrom(this.#table, id)
      first = false
      const preempts = this.#bounded && machine.isPreemption(choice)
      if (preempts && this.#preemptions === this.#options.preemptionBound) {
        this.#cut = 'preemptions'
        continue
      }
      const fault = machine.take(choice)
      this.#steps++
      if (this.#options.isMistaken()) return null
      const isNew = fault === null && this.#reach(id, choice, this.#preemptions + (preempts ? 1 : 0))
      const problem = fault ?? (isNew || !machine.isLooping(threadOf(choice)) ? null : spinFault(machine))
      if (problem === null || !this.#options.wants(problem)) continue
      const path = [...this.#pathTo(id), choice]
      if (!preempts) return path
      this.#faultLater ??= path
    }
    return null
  }

  /** @returns whether the state is new */
  #reach(from: number, choice: Choice, cost: number): boolean {
    const size = this.#table.size
    const id = this.#machine.state.addTo(this.#table)
    const isNew = id === size
    if (!isNew && (!this.#bounded || cost >= this.#costs.get(id))) return false
    this.#parents.set(id, from)
    this.#choices.set(id, choice)
    if (this.#bounded) this.#costs.set(id, cost)
    if (cost > this.#preemptions && this.#bounded) this.#later.push(id)
    else this.#now.push(id)
    return isNew
  }

  #pathTo(id: number): readonly Choice[] {
    const path: Choice[] = []
    for (let at = id; this.#parents.get(at) >= 0; at = this.#parents.get(at)) path.push(this.#choices.get(at))
    return path.reverse()
  }

  #found(path: readonly Choice[] | null): Found {
    return { cut: this.#cut, states: this.#table.size, steps: this.#steps, path }
  }
}
