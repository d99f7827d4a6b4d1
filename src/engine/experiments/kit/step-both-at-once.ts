import { condition, lock, register, words, type Condition, type Lock, type Words } from './step-values.ts'
import { acquire, at, load, notifyAll, release, store, wait, whileTrue, type Statement } from './steps.ts'

/** The desk of `both-at-once.ts` as steps: two things together or none. */
export interface StepDesk {
  readonly desk: Lock
  readonly givenBack: Condition
  readonly taken: Words
}

export function stepDesk(things: number): StepDesk {
  return { desk: lock('desk'), givenBack: condition('given back'), taken: words('taken', things) }
}

const HOLD = 'this.#desk.hold(() => {'
const WAIT = 'this.#givenBack.waitUntil(() => this.#taken[one] === 0 && this.#taken[other] === 0)'

const oneTaken = register('one taken')
const otherTaken = register('other taken')

/** Blocks until both are to be had. */
export function takeBoth({ desk, givenBack, taken }: StepDesk, one: number, other: number): readonly Statement[] {
  const look = at(WAIT, load(oneTaken, taken.at(one)), load(otherTaken, taken.at(other)))
  return [
    at(HOLD, acquire(desk)),
    look,
    whileTrue(oneTaken.or(otherTaken), at(WAIT, wait(givenBack, desk)), look),
    at('this.#taken[one] = 1', store(taken.at(one), 1)),
    at('this.#taken[other] = 1', store(taken.at(other), 1)),
    at(HOLD, release(desk)),
  ]
}

export function giveBothBack({ desk, givenBack, taken }: StepDesk, one: number, other: number): readonly Statement[] {
  return [
    at(HOLD, acquire(desk)),
    at('this.#taken[one] = 0', store(taken.at(one), 0)),
    at('this.#taken[other] = 0', store(taken.at(other), 0)),
    at('this.#givenBack.notifyAll()', notifyAll(givenBack)),
    at(HOLD, release(desk)),
  ]
}
