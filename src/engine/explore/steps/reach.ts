import type { Cut } from '../../../contract/exploration.ts'
import { keyOf, type FoundEnd, type ModelSearch } from './model-search.ts'
import { labelOf } from './labels.ts'
import type { StepMachine } from './machine.ts'
import { Column, MemoryExhausted, Stack, type MemoryBudget } from './memory-budget.ts'
import { shrinkSchedule } from './shrink.ts'
import { copyState, StateRows } from './state-rows.ts'

/** Which workers' steps are followed from a state, as a bit mask. */
export type Selection = (state: Int32Array) => number

const ALL = -1

/**
 * Looks at every state that can be reached, depth first, and keeps no more of it than how it was reached: for the ends of a
 * program, not for numbers of schedules or preemptions. With a selection it is enough to follow some steps.
 */
export class Reach implements ModelSearch {
  readonly preemptions = 0
  readonly #machine: StepMachine
  readonly #rows: StateRows
  readonly #selection: Selection | null
  readonly #maxStates: number
  /** Per state: the one before it, plus 1; and the step from there. */
  readonly #parents: Column
  readonly #labels: Column
  readonly #ahead: Stack
  readonly #from: Int32Array
  readonly #to: Int32Array
  readonly #ends = new Map<string, FoundEnd>()
  #expanded = 0
  #cut: Cut | null = null

  constructor(machine: StepMachine, budget: MemoryBudget, maxStates: number, selection: Selection | null) {
    this.#machine = machine
    this.#rows = new StateRows(machine.length, budget)
    this.#selection = selection
    this.#maxStates = maxStates
    this.#parents = new Column(budget)
    this.#labels = new Column(budget)
    this.#ahead = new Stack(budget)
    this.#from = new Int32Array(machine.length)
    this.#to = new Int32Array(machine.length)
    this.#ahead.push(this.#rows.add(machine.initial))
  }

  get states(): number {
    return this.#rows.size
  }

  get ahead(): number {
    return this.#rows.size - this.#expanded
  }

  get cut(): Cut | null {
    return this.#cut
  }

  get ends(): readonly FoundEnd[] {
    return [...this.#ends.values()]
  }

  stop(why: Cut): void {
    this.#cut ??= why
  }

  counts(): null {
    return null
  }

  advance(states: number): boolean {
    try {
      for (let done = 0; done < states; done++) {
        if (this.#cut !== null) return true
        const state = this.#ahead.pop()
        if (state === undefined) return true
        if (this.#rows.size > this.#maxStates) this.#cut = 'states'
        else this.#expand(state)
      }
    } catch (thrown) {
      if (!(thrown instanceof MemoryExhausted)) throw thrown
      this.#cut = 'memory'
    }
    return this.#cut !== null
  }

  #expand(state: number): void {
    const machine = this.#machine
    const from = this.#from
    const to = this.#to
    this.#rows.read(state, from)
    this.#expanded++
    const selected = this.#selection === null ? ALL : this.#selection(from)
    let isEnd = true
    for (let worker = 0; worker < machine.workers; worker++) {
      if ((selected & (1 << worker)) === 0) continue
      const choices = machine.choices(from, worker)
      for (let choice = 0; choice < choices; choice++) {
        isEnd = false
        copyState(from, to)
        machine.take(to, worker, choice)
        const size = this.#rows.size
        const target = this.#rows.add(to)
        if (target < size) continue
        this.#parents.set(target, state + 1)
        this.#labels.set(target, labelOf(worker, choice))
        this.#ahead.push(target)
      }
    }
    if (isEnd) this.#end(state)
  }

  #end(state: number): void {
    const end = this.#machine.end(this.#from)
    const known = this.#ends.get(keyOf(end))
    if (known !== undefined) known.states.push(state)
    else {
      const schedule = shrinkSchedule(this.#machine, this.#scheduleTo(state), end)
      this.#ends.set(keyOf(end), { end, states: [state], fewestPreemptions: null, schedule })
    }
  }

  #scheduleTo(state: number): readonly number[] {
    const labels: number[] = []
    for (let at = state; this.#parents.get(at) > 0; at = this.#parents.get(at) - 1) labels.push(this.#labels.get(at))
    return labels.reverse()
  }
}
