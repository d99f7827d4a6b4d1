import { LabError } from '../../../base/errors.ts'
import {
  nodeOf,
  type Condition,
  type Expression,
  type Lock,
  type Permits,
  type Register,
  type Value,
  type ValueNode,
  type Word,
  type WordNode,
} from './step-values.ts'

/**
 * The steps of a model. What stands between two of them is local: it takes no step, and nobody can come in between.
 *
 * One load, store, read-modify-write, acquire, release, try, time-out, wait or notify is one step. A blocking acquire can
 * be taken when it succeeds; a try always; an acquire with a time limit that cannot succeed has one step, its time-out. A
 * wait releases and waits in one step, and re-acquires in another once it is notified.
 */

/** What one step does. */
export type Action =
  | { readonly kind: 'load'; readonly into: Register; readonly from: WordNode }
  | { readonly kind: 'store'; readonly into: WordNode; readonly value: ValueNode }
  | { readonly kind: 'rmw'; readonly word: WordNode; readonly value: ValueNode; readonly found: Register | null }
  | {
      readonly kind: 'compare-exchange'
      readonly word: WordNode
      readonly expected: ValueNode
      readonly value: ValueNode
      readonly found: Register
    }
  | { readonly kind: 'until'; readonly condition: ValueNode }
  | { readonly kind: 'acquire'; readonly lock: Lock | Permits }
  | { readonly kind: 'release'; readonly lock: Lock | Permits }
  | { readonly kind: 'try'; readonly lock: Lock | Permits; readonly succeeded: Register; readonly timed: boolean }
  | { readonly kind: 'wait'; readonly condition: Condition; readonly lock: Lock | null }
  | { readonly kind: 'notify'; readonly condition: Condition; readonly all: boolean }

/** A piece of a worker's program. */
export type Statement =
  /** A `site` was made where it was written, for its stack. */
  | { readonly kind: 'step'; readonly action: Action; readonly site: Error }
  | { readonly kind: 'set'; readonly target: Register | Word; readonly value: ValueNode }
  | { readonly kind: 'assert'; readonly condition: ValueNode; readonly outcome: string }
  | { readonly kind: 'at'; readonly line: string; readonly body: readonly Statement[] }
  | { readonly kind: 'repeat'; readonly times: number; readonly body: readonly Statement[] }
  | { readonly kind: 'while'; readonly condition: ValueNode; readonly body: readonly Statement[]; readonly site: Error }
  | {
      readonly kind: 'if'
      readonly condition: ValueNode
      readonly then: readonly Statement[]
      readonly otherwise: readonly Statement[]
    }
  | { readonly kind: 'leave' }

/** The steps that one line of a source stands for. @param line as it stands there, without the space around it */
export function at(line: string, ...body: readonly Statement[]): Statement {
  return { kind: 'at', line, body }
}

export function load(into: Register, from: Word): Statement {
  return step({ kind: 'load', into, from: from.node })
}

export function store(into: Word, value: Value): Statement {
  return step({ kind: 'store', into: into.node, value: nodeOf(value) })
}

/**
 * Changes a word in one step.
 * @param value of the word afterwards; may name the word itself, which then means its value before
 * @param found what the word held before
 */
export function rmw(word: Word, value: Value, found: Register | null = null): Statement {
  return step({ kind: 'rmw', word: word.node, value: nodeOf(value), found })
}

/** @param found what the word held before; the exchange took place if that is what was expected */
export function compareExchange(found: Register, word: Word, expected: Value, value: Value): Statement {
  return step({ kind: 'compare-exchange', word: word.node, expected: nodeOf(expected), value: nodeOf(value), found })
}

/** Spins: one step, which can be taken when the condition holds. It may name words. */
export function until(condition: Expression): Statement {
  return step({ kind: 'until', condition: condition.node })
}

export function acquire(lock: Lock | Permits): Statement {
  return step({ kind: 'acquire', lock })
}

/** A lock can be released by its owner alone; permits by anybody, however many there are. */
export function release(lock: Lock | Permits): Statement {
  return step({ kind: 'release', lock })
}

/** @param succeeded 1 = the lock is held now, 0 = it was taken */
export function tryAcquire(succeeded: Register, lock: Lock | Permits): Statement {
  return step({ kind: 'try', lock, succeeded, timed: false })
}

/** An acquire with a time limit. @param succeeded 1 = the lock is held now, 0 = the time was over */
export function acquireFor(succeeded: Register, lock: Lock | Permits): Statement {
  return step({ kind: 'try', lock, succeeded, timed: true })
}

/** Waits until it is notified. With a lock it lets go of it meanwhile, in the same step, and takes it again in another. */
export function wait(condition: Condition, lock: Lock | null = null): Statement {
  return step({ kind: 'wait', condition, lock })
}

/** Wakes one of those who wait, whichever: each choice is a schedule of its own. Nothing happens where nobody waits. */
export function notifyOne(condition: Condition): Statement {
  return step({ kind: 'notify', condition, all: false })
}

export function notifyAll(condition: Condition): Statement {
  return step({ kind: 'notify', condition, all: true })
}

/**
 * Local work: takes no step. A word that is set like this changes in one step with what came before: for books that the
 * model keeps about itself, and for what is done under a lock, where nobody sees it in halves.
 */
export function set(target: Register | Word, value: Value): Statement {
  return { kind: 'set', target, value: nodeOf(value) }
}

/** Ends the schedule with that outcome unless the condition holds. Takes no step; may name words. */
export function assert(condition: Expression, outcome: string): Statement {
  return { kind: 'assert', condition: condition.node, outcome }
}

/** @throws {LabError} BAD_VALUE unless it is a whole number of times */
export function repeat(times: number, ...body: readonly Statement[]): Statement {
  if (Number.isSafeInteger(times) && times >= 0) return { kind: 'repeat', times, body }
  throw new LabError('BAD_VALUE', `a step model repeats a whole number of times, got ${String(times)}`, {
    allowed: '0, 1, 2, …',
  })
}

/** The condition is local work, too: a word in it is seen in one step with what came before. */
export function whileTrue(condition: Expression, ...body: readonly Statement[]): Statement {
  return { kind: 'while', condition: condition.node, body, site: siteHere() }
}

/** The condition is local work, too: a word in it is seen in one step with what came before. */
export function when(
  condition: Expression,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement {
  return { kind: 'if', condition: condition.node, then, otherwise }
}

/** Ends the worker. */
export const leave: Statement = { kind: 'leave' }

function step(action: Action): Statement {
  return { kind: 'step', action, site: siteHere() }
}

function siteHere(): Error {
  return new Error('it was written here')
}
