import { LabError } from '../../../base/errors.ts'
import type { Lock, Permits, Register, ValueNode, WordNode, Words } from '../../experiments/kit/step-values.ts'

/** Computes a number from a state. */
export type Evaluate = (state: Int32Array) => number

/** Where in a state a worker finds what it names. */
export interface Slots {
  register(register: Register): number
  words(row: Words): number
  lock(lock: Lock | Permits): number
}

/** Makes a function of an expression: it is evaluated millions of times. */
export function evaluator(node: ValueNode, slots: Slots): Evaluate {
  switch (node.kind) {
    case 'number': {
      const { value } = node
      return () => value
    }
    case 'register': {
      const slot = slots.register(node.register)
      return state => state[slot] ?? 0
    }
    case 'word': {
      const where = locator(node, slots)
      if (typeof where === 'function') return state => state[where(state)] ?? 0
      return state => state[where] ?? 0
    }
    case 'operation':
      return operation(node.operator, evaluator(node.left, slots), evaluator(node.right, slots))
  }
}

type Operation = Extract<ValueNode, { readonly kind: 'operation' }>

function operation(operator: Operation['operator'], left: Evaluate, right: Evaluate): Evaluate {
  switch (operator) {
    case '+':
      return state => (left(state) + right(state)) | 0
    case '-':
      return state => (left(state) - right(state)) | 0
    case '*':
      return state => Math.imul(left(state), right(state))
    case '/':
      return state => (left(state) / divisor(right(state))) | 0
    case '%':
      return state => (left(state) % divisor(right(state))) | 0
    case '=':
      return state => (left(state) === right(state) ? 1 : 0)
    case '≠':
      return state => (left(state) !== right(state) ? 1 : 0)
    case '<':
      return state => (left(state) < right(state) ? 1 : 0)
    case 'and':
      return state => (left(state) !== 0 && right(state) !== 0 ? 1 : 0)
    case 'or':
      return state => (left(state) !== 0 || right(state) !== 0 ? 1 : 0)
  }
}

function divisor(value: number): number {
  if (value !== 0) return value
  throw new LabError('BAD_VALUE', 'a model divides by 0', { allowed: 'any other divisor' })
}

/** The slot of a word, or what computes it where the index is not a number. */
export function locator({ row, index }: WordNode, slots: Slots): number | Evaluate {
  const base = slots.words(row)
  if (index.kind === 'number') return base + inside(row, index.value)
  const indexIn = evaluator(index, slots)
  return state => base + inside(row, indexIn(state))
}

function inside({ name, size }: Words, index: number): number {
  if (index >= 0 && index < size) return index
  throw new LabError('BAD_VALUE', `a model reaches for ${name}[${String(index)}]`, {
    allowed: `${name}[0] to ${name}[${String(size - 1)}]`,
  })
}
