import { LabError } from '../../../base/errors.ts'

/**
 * What a step model computes with: words that all workers share, registers that each worker has of its own, and whole
 * numbers (i32) made of them. An expression is data, so that the explorer can compile it, say it in words, and see which
 * registers are still needed.
 */

type Operator = '+' | '-' | '*' | '/' | '%' | '=' | '≠' | '<' | 'and' | 'or'

/** What an expression is made of. */
export type ValueNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'register'; readonly register: Register }
  | WordNode
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: ValueNode; readonly right: ValueNode }

export interface WordNode {
  readonly kind: 'word'
  readonly row: Words
  readonly index: ValueNode
}

/** A number, or something that is one by the time a step is taken. */
export type Value = number | Expression

/** A whole number that is computed when a step is taken; 0 is false, and whatever is true is 1. */
export abstract class Expression {
  abstract get node(): ValueNode

  plus(other: Value): Expression {
    return this.#with('+', other)
  }

  minus(other: Value): Expression {
    return this.#with('-', other)
  }

  times(other: Value): Expression {
    return this.#with('*', other)
  }

  /** The quotient without its fraction. */
  dividedBy(other: Value): Expression {
    return this.#with('/', other)
  }

  /** The remainder, with the sign of this. */
  modulo(other: Value): Expression {
    return this.#with('%', other)
  }

  equals(other: Value): Expression {
    return this.#with('=', other)
  }

  differsFrom(other: Value): Expression {
    return this.#with('≠', other)
  }

  isBelow(other: Value): Expression {
    return this.#with('<', other)
  }

  isAbove(other: Value): Expression {
    return new Operation('<', nodeOf(other), this.node)
  }

  and(other: Value): Expression {
    return this.#with('and', other)
  }

  or(other: Value): Expression {
    return this.#with('or', other)
  }

  not(): Expression {
    return this.equals(0)
  }

  #with(operator: Operator, other: Value): Expression {
    return new Operation(operator, this.node, nodeOf(other))
  }
}

class Operation extends Expression {
  readonly node: ValueNode

  constructor(operator: Operator, left: ValueNode, right: ValueNode) {
    super()
    this.node = { kind: 'operation', operator, left, right }
  }
}

/** @throws {LabError} BAD_VALUE for a number that is no i32 */
export function nodeOf(value: Value): ValueNode {
  return typeof value === 'number' ? { kind: 'number', value: whole(value) } : value.node
}

function whole(value: number): number {
  if ((value | 0) === value) return value
  throw new LabError('BAD_VALUE', `a step model computes with whole numbers of 32 bits, got ${String(value)}`, {
    allowed: '-2147483648 to 2147483647',
  })
}

/** Words of shared memory in a row. */
export class Words {
  readonly name: string
  readonly initial: readonly number[]

  constructor(name: string, initial: readonly number[]) {
    this.name = name
    this.initial = initial.map(whole)
  }

  get size(): number {
    return this.initial.length
  }

  /** @param index from 0; a model that goes beyond the row is refused when it does */
  at(index: Value): Word {
    return new Word(this, nodeOf(index))
  }
}

/** One word of shared memory. */
export class Word extends Expression {
  readonly node: WordNode

  constructor(row: Words, index: ValueNode) {
    super()
    this.node = { kind: 'word', row, index }
  }
}

/** A local variable: every worker that uses it has its own, 0 at first. */
export class Register extends Expression {
  readonly name: string

  constructor(name: string) {
    super()
    this.name = name
  }

  get node(): ValueNode {
    return { kind: 'register', register: this }
  }
}

/** A lock with an owner, free at first. */
export class Lock {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** Permits, which nobody owns. */
export class Permits {
  readonly name: string
  readonly initial: number

  constructor(name: string, initial: number) {
    this.name = name
    this.initial = initial
  }
}

/** A place to wait at until a notify. */
export class Condition {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

export function word(name: string, initial = 0): Word {
  return wordsHolding(name, [initial]).at(0)
}

/** So many words, all 0 at first. */
export function words(name: string, size: number): Words {
  return new Words(
    name,
    several(size, () => 0),
  )
}

/** A word for each number, which it holds at first. */
export function wordsHolding(name: string, initial: readonly number[]): Words {
  return new Words(name, initial)
}

export function register(name: string): Register {
  return new Register(name)
}

export function lock(name: string): Lock {
  return new Lock(name)
}

/** @param initial how many there are at first */
export function permits(name: string, initial: number): Permits {
  return new Permits(name, initial)
}

export function condition(name: string): Condition {
  return new Condition(name)
}

/** As many as asked for, each made with its number from 0. */
export function several<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

export function sumOf(values: readonly Expression[]): Expression {
  return values.reduce((sum, each) => sum.plus(each))
}

/** Whether all of them hold. */
export function every(conditions: readonly Expression[]): Expression {
  return conditions.reduce((all, each) => all.and(each))
}
