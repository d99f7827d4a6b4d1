import { Register } from '../../experiments/kit/step-values.ts'
import type { Instruction } from './code.ts'
import { evaluator, locator, type Slots } from './evaluate.ts'
import { assigning } from './moves.ts'
import { FAILURE } from './state-plan.ts'

/** Does what takes no step. @returns where the worker stands then */
export type LocalWork = (state: Int32Array) => number

/**
 * @param at where the instruction stands
 * @param failures names of failed assertions, by their number; grows
 * @returns null where a step, a sleep or the end stands
 */
export function localWorkOf(instruction: Instruction, at: number, slots: Slots, failures: string[]): LocalWork | null {
  switch (instruction.kind) {
    case 'step':
    case 'asleep':
    case 'end':
      return null
    case 'jump': {
      const { to } = instruction
      return () => to
    }
    case 'branch': {
      const { otherwise } = instruction
      const holds = evaluator(instruction.condition, slots)
      return state => (holds(state) === 0 ? otherwise : at + 1)
    }
    case 'set': {
      const { target, value } = instruction
      const place = target instanceof Register ? slots.register(target) : locator(target.node, slots)
      const assign = assigning(place, evaluator(value, slots))
      return state => {
        assign(state)
        return at + 1
      }
    }
    case 'assert': {
      const holds = evaluator(instruction.condition, slots)
      const number = failures.push(instruction.outcome)
      return state => {
        if (holds(state) === 0) state[FAILURE] = number
        return at + 1
      }
    }
  }
}
