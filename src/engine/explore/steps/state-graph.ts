import { labelOf, workerOf } from './labels.ts'
import type { StepMachine } from './machine.ts'
import { Column, type MemoryBudget } from './memory-budget.ts'
import { copyState, StateRows } from './state-rows.ts'

/**
 * The states of a program that have been reached, and the steps that lead from one to another. Every state is expanded
 * once: whoever needs its steps again reads them here.
 */
export class StateGraph {
  readonly machine: StepMachine
  readonly #rows: StateRows
  /** Per state: 0 = not expanded yet; else where its edges begin, plus 1. */
  readonly #starts: Column
  /** Per expanded state: how many edges, then a target and a label for each. */
  readonly #edges: Column
  readonly #from: Int32Array
  readonly #to: Int32Array
  #used = 0
  #expanded = 0

  constructor(machine: StepMachine, budget: MemoryBudget) {
    this.machine = machine
    this.#rows = new StateRows(machine.length, budget)
    this.#starts = new Column(budget)
    this.#edges = new Column(budget)
    this.#from = new Int32Array(machine.length)
    this.#to = new Int32Array(machine.length)
    this.#rows.add(machine.initial)
  }

  /** States that have been reached; the first has number 0. */
  get size(): number {
    return this.#rows.size
  }

  get expanded(): number {
    return this.#expanded
  }

  isExpanded(state: number): boolean {
    return this.#starts.get(state) > 0
  }

  /** Finds out where each step leads from a state. */
  expand(state: number): void {
    const { machine } = this
    const from = this.#from
    const to = this.#to
    const start = this.#used
    let at = start + 1
    this.#rows.read(state, from)
    for (let worker = 0; worker < machine.workers; worker++) {
      const choices = machine.choices(from, worker)
      for (let choice = 0; choice < choices; choice++) {
        copyState(from, to)
        machine.take(to, worker, choice)
        this.#edges.set(at, this.#rows.add(to))
        this.#edges.set(at + 1, labelOf(worker, choice))
        at += 2
      }
    }
    this.#edges.set(start, (at - start - 1) >> 1)
    this.#starts.set(state, start + 1)
    this.#used = at
    this.#expanded++
  }

  /** How many steps lead from an expanded state. */
  degree(state: number): number {
    return this.#edges.get(this.#starts.get(state) - 1)
  }

  target(state: number, edge: number): number {
    return this.#edges.get(this.#starts.get(state) + 2 * edge)
  }

  label(state: number, edge: number): number {
    return this.#edges.get(this.#starts.get(state) + 2 * edge + 1)
  }

  /** Whether the worker can take a step there. */
  canGoOn(state: number, worker: number): boolean {
    const degree = this.degree(state)
    for (let edge = 0; edge < degree; edge++) if (workerOf(this.label(state, edge)) === worker) return true
    return false
  }

  read(state: number, into: Int32Array): void {
    this.#rows.read(state, into)
  }
}
