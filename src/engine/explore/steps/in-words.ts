import { workerName } from '../../../base/text.ts'
import type { Action } from '../../experiments/kit/steps.ts'
import type { ValueNode, WordNode } from '../../experiments/kit/step-values.ts'
import { evaluator, type Slots } from './evaluate.ts'

/** An expression as people write it. */
function valueText(node: ValueNode): string {
  switch (node.kind) {
    case 'number':
      return String(node.value)
    case 'register':
      return node.register.name
    case 'word':
      return node.row.size === 1 ? node.row.name : `${node.row.name}[${valueText(node.index)}]`
    case 'operation':
      return `${operandText(node.left)} ${node.operator} ${operandText(node.right)}`
  }
}

function operandText(node: ValueNode): string {
  return node.kind === 'operation' ? `(${valueText(node)})` : valueText(node)
}

/** A step that may come. */
export function actionText(action: Action): string {
  switch (action.kind) {
    case 'load':
      return `load ${valueText(action.from)}`
    case 'store':
      return `store ${valueText(action.into)} ← ${valueText(action.value)}`
    case 'rmw':
      return `rmw ${valueText(action.word)} ← ${valueText(action.value)}`
    case 'compare-exchange':
      return `compare-exchange ${valueText(action.word)} ${valueText(action.expected)} → ${valueText(action.value)}`
    case 'until':
      return `until ${valueText(action.condition)}`
    case 'acquire':
    case 'release':
      return `${action.kind} ${action.lock.name}`
    case 'try':
      return action.timed ? `acquire ${action.lock.name}, or time out` : `try ${action.lock.name}`
    case 'wait':
      return action.lock === null
        ? `wait at ${action.condition.name}`
        : `release ${action.lock.name}, wait at ${action.condition.name}`
    case 'notify':
      return `notify ${action.all ? 'all' : 'one'} at ${action.condition.name}`
  }
}

/** What a step was taken between. */
export interface Around {
  readonly before: Int32Array
  readonly after: Int32Array
  /** As its worker sees them. */
  readonly slots: Slots
  /** Workers that it woke. */
  readonly woken: readonly number[]
}

/** A step that was taken, with the values that it met. */
export function takenText(action: Action, around: Around): string {
  switch (action.kind) {
    case 'load':
      return `load ${placeText(action.from, around)} = ${wordBefore(action.from, around)}`
    case 'store':
      return `store ${placeText(action.into, around)} ${change(action.into, around)}`
    case 'rmw':
      return `rmw ${placeText(action.word, around)} ${change(action.word, around)}`
    case 'compare-exchange': {
      const found = wordBefore(action.word, around)
      const expected = String(evaluator(action.expected, around.slots)(around.before))
      const place = placeText(action.word, around)
      return found === expected
        ? `compare-exchange ${place} ${change(action.word, around)}`
        : `compare-exchange ${place} failed: expected ${expected}, found ${found}`
    }
    case 'try': {
      const { lock, timed } = action
      if (hasGone(around)) return timed ? `acquire ${lock.name}` : `try ${lock.name}: acquired`
      return timed ? `time-out at ${lock.name}` : `try ${lock.name}: taken`
    }
    case 'notify': {
      const woken = around.woken.map(workerName).join(', ')
      return `${actionText(action)}: ${woken === '' ? 'nobody waits' : `wakes ${woken}`}`
    }
    case 'until':
    case 'acquire':
    case 'release':
    case 'wait':
      return actionText(action)
  }

  /** A try changes the lock if it succeeds, and nothing else that others see if it does not. */
  function hasGone({ before, after, slots }: Around): boolean {
    if (action.kind !== 'try') return false
    const slot = slots.lock(action.lock)
    return before[slot] !== after[slot]
  }
}

function placeText(node: WordNode, { before, slots }: Around): string {
  const { row, index } = node
  return row.size === 1 ? row.name : `${row.name}[${String(evaluator(index, slots)(before))}]`
}

function wordBefore(node: WordNode, { before, slots }: Around): string {
  return String(evaluator(node, slots)(before))
}

function change(node: WordNode, around: Around): string {
  const { before, after, slots } = around
  const slot = slots.words(node.row) + evaluator(node.index, slots)(before)
  return `${String(before[slot])}→${String(after[slot])}`
}
