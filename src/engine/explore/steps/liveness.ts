import type { Action } from '../../experiments/kit/steps.ts'
import { Register, type ValueNode } from '../../experiments/kit/step-values.ts'
import { successorsOf, type Instruction } from './code.ts'

/**
 * The registers that may still be read, per place in a worker's code. Those that are not are cleared there, so that states
 * which differ in nothing that matters are one.
 */
export function liveRegisters(code: readonly Instruction[]): readonly ReadonlySet<Register>[] {
  const live = code.map(() => new Set<Register>())
  for (let changed = true; changed;) {
    changed = false
    for (const [at, instruction] of [...code.entries()].reverse()) {
      const here = live[at]
      if (here === undefined) continue
      const before = here.size
      const { reads, writes } = usesOf(instruction)
      for (const next of successorsOf(instruction, at))
        for (const each of live[next] ?? []) if (!writes.includes(each)) here.add(each)
      for (const each of reads) here.add(each)
      if (here.size > before) changed = true
    }
  }
  return live
}

interface Uses {
  readonly reads: readonly Register[]
  readonly writes: readonly Register[]
}

function usesOf(instruction: Instruction): Uses {
  switch (instruction.kind) {
    case 'step':
      return usesOfAction(instruction.action)
    case 'set': {
      const { target, value } = instruction
      if (target instanceof Register) return { reads: registersIn(value), writes: [target] }
      return { reads: registersIn(value, target.node), writes: [] }
    }
    case 'assert':
    case 'branch':
      return { reads: registersIn(instruction.condition), writes: [] }
    case 'asleep':
    case 'jump':
    case 'end':
      return { reads: [], writes: [] }
  }
}

function usesOfAction(action: Action): Uses {
  switch (action.kind) {
    case 'load':
      return { reads: registersIn(action.from), writes: [action.into] }
    case 'store':
      return { reads: registersIn(action.into, action.value), writes: [] }
    case 'rmw':
      return {
        reads: registersIn(action.word, action.value),
        writes: action.found === null ? [] : [action.found],
      }
    case 'compare-exchange':
      return { reads: registersIn(action.word, action.expected, action.value), writes: [action.found] }
    case 'until':
      return { reads: registersIn(action.condition), writes: [] }
    case 'try':
      return { reads: [], writes: [action.succeeded] }
    case 'acquire':
    case 'release':
    case 'wait':
    case 'notify':
      return { reads: [], writes: [] }
  }
}

/** All registers in some expressions. */
function registersIn(...nodes: readonly ValueNode[]): readonly Register[] {
  return nodes.flatMap(node => {
    switch (node.kind) {
      case 'number':
        return []
      case 'register':
        return [node.register]
      case 'word':
        return registersIn(node.index)
      case 'operation':
        return registersIn(node.left, node.right)
    }
  })
}
