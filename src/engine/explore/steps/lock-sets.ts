import { Lock } from '../../experiments/kit/step-values.ts'
import { successorsOf, type Instruction } from './code.ts'

/**
 * The locks that a worker holds for sure when it stands at a place of its code, whichever way it came there. A try is not
 * relied on.
 */
export function locksHeld(code: readonly Instruction[]): readonly ReadonlySet<Lock>[] {
  // Undefined: not reached yet, which is to hold everything.
  const held: (Set<Lock> | undefined)[] = code.map(() => undefined)
  held[0] = new Set()
  const ahead = [0]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const instruction = code[at]
    const here = held[at]
    if (instruction === undefined || here === undefined) continue
    const after = heldAfter(instruction, here)
    for (const next of successorsOf(instruction, at)) {
      const known = held[next]
      const both = known === undefined ? after : inBoth(known, after)
      if (known?.size === both.size) continue
      held[next] = both
      ahead.push(next)
    }
  }
  return held.map(each => each ?? new Set<Lock>())
}

function heldAfter(instruction: Instruction, before: ReadonlySet<Lock>): Set<Lock> {
  const after = new Set(before)
  if (instruction.kind !== 'step') return after
  const { action } = instruction
  if (action.kind === 'acquire' && action.lock instanceof Lock) after.add(action.lock)
  if (action.kind === 'release' && action.lock instanceof Lock) after.delete(action.lock)
  if (action.kind === 'wait' && action.lock !== null) after.delete(action.lock)
  return after
}

export function inBoth<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): Set<T> {
  return new Set([...one].filter(each => other.has(each)))
}

/** The locks under which a step, with its local work, touches what it touches. */
export function locksAround(instruction: Instruction, before: ReadonlySet<Lock>): ReadonlySet<Lock> {
  if (instruction.kind !== 'step' || instruction.action.kind !== 'acquire') return before
  const { lock } = instruction.action
  return lock instanceof Lock ? new Set([...before, lock]) : before
}
