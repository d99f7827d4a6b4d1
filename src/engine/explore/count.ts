import { Machine } from './machine.ts'
import { Model } from './model.ts'
import type { Chances, Program } from './program.ts'
import type { Choice } from './schedule.ts'
import { NumberColumn, StateTable } from './state-table.ts'

export interface Count {
  readonly states: number
  /** Ways from the start to an end or a fault; every operation on memory is a step. */
  readonly schedules: bigint
}

/**
 * Counts the schedules of a program, by adding up over its states; a program with loops that need not end has no count,
 * and this does not come back.
 */
export function countSchedules(program: Program, chances: Chances = {}): Count {
  const machine = new Machine(new Model(program), chances)
  const { state } = machine
  const table = new StateTable()
  const done = new NumberColumn()
  const counts: bigint[] = []
  machine.reset()
  const stack = [state.addTo(table)]
  const choices: Choice[] = []
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    if (done.get(id) === 1) {
      stack.pop()
      continue
    }
    state.readFrom(table, id)
    machine.choices(choices)
    let sum = choices.length === 0 ? 1n : 0n
    let ready = true
    for (const choice of choices) {
      state.readFrom(table, id)
      if (machine.take(choice) !== null) {
        sum += 1n
        continue
      }
      const next = state.addTo(table)
      if (done.get(next) === 1) sum += counts[next] ?? 0n
      else {
        ready = false
        stack.push(next)
      }
    }
    if (!ready) continue
    counts[id] = sum
    done.set(id, 1)
    stack.pop()
  }
  return { states: table.size, schedules: counts[0] ?? 1n }
}
