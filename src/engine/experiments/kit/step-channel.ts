import { type Word, word, words, type Register, type Value, type Words } from './step-values.ts'
import { rmw, set, until, when, type Statement } from './steps.ts'

/**
 * A bounded queue of numbers. What it does under its lock nobody sees in halves: a send or a receive is one step, which can
 * be taken when there is room, or an item.
 */
export interface StepChannel {
  readonly items: Words
  readonly capacity: number
  readonly head: Word
  readonly count: Word
}

export function channel(name: string, capacity: number): StepChannel {
  return { items: words(name, capacity), capacity, head: word(`${name} head`), count: word(`${name} count`) }
}

/** Blocks while it is full. */
export function send({ items, capacity, head, count }: StepChannel, value: Value): readonly Statement[] {
  return [
    until(count.isBelow(capacity)),
    set(items.at(head.plus(count).modulo(capacity)), value),
    set(count, count.plus(1)),
  ]
}

/** Blocks while it is empty. */
export function receive(into: Register, from: StepChannel): readonly Statement[] {
  return [until(from.count.isAbove(0)), ...takeOldest(into, from)]
}

/** Local work after a step that has made sure of an item. */
export function takeOldest(into: Register, from: StepChannel): readonly Statement[] {
  return [...take(into, from), set(from.count, from.count.minus(1))]
}

/** @param found how many items there were; 0 = none was taken */
export function tryReceive(into: Register, from: StepChannel, found: Register): readonly Statement[] {
  const { count } = from
  return [rmw(count, count.minus(count.isAbove(0)), found), when(found.isAbove(0), take(into, from))]
}

/** Takes the oldest item; a place that is empty holds 0, so that states differ by what they hold alone. */
function take(into: Register, { items, capacity, head }: StepChannel): readonly Statement[] {
  const oldest = items.at(head)
  return [set(into, oldest), set(oldest, 0), set(head, head.plus(1).modulo(capacity))]
}
