import { LabError } from '../../../base/errors.ts'
import { workerName } from '../../../base/text.ts'
import type { Action } from '../../experiments/kit/steps.ts'
import { Permits, type Condition, type Lock } from '../../experiments/kit/step-values.ts'
import { evaluator, locator, type Evaluate, type Slots } from './evaluate.ts'
import type { StatePlan } from './state-plan.ts'

/** A step of one worker, compiled. */
export interface Move {
  /** Ways to take it now; 0 = it cannot be taken. */
  choices(state: Int32Array): number
  /** Takes it, but for the program counter and for waking others. */
  take(state: Int32Array): void
  /** For a notify: whom each choice wakes. */
  readonly wakes: ((state: Int32Array, choice: number) => readonly number[]) | null
}

export interface MoveContext {
  readonly worker: number
  readonly plan: StatePlan
  readonly slots: Slots
  /** The workers that wait there now, in their order. */
  readonly asleepAt: (state: Int32Array, condition: Condition) => readonly number[]
}

const always = (): number => 1
const nothing = (): void => undefined

export function moveOf(action: Action, context: MoveContext): Move {
  switch (action.kind) {
    case 'load':
    case 'store':
    case 'rmw':
    case 'compare-exchange':
      return { choices: always, take: access(action, context), wakes: null }
    case 'until': {
      const holds = evaluator(action.condition, context.slots)
      return { choices: state => (holds(state) === 0 ? 0 : 1), take: nothing, wakes: null }
    }
    case 'acquire': {
      const { isFree, take } = taking(action.lock, context)
      return { choices: state => (isFree(state) ? 1 : 0), take, wakes: null }
    }
    case 'try': {
      const { isFree, take } = taking(action.lock, context)
      const succeeded = context.slots.register(action.succeeded)
      const attempt = (state: Int32Array): void => {
        const free = isFree(state)
        if (free) take(state)
        state[succeeded] = free ? 1 : 0
      }
      return { choices: always, take: attempt, wakes: null }
    }
    case 'release':
      return { choices: always, take: releasing(action.lock, context), wakes: null }
    case 'wait': {
      context.plan.condition(action.condition)
      return {
        choices: always,
        take: action.lock === null ? nothing : releasing(action.lock, context),
        wakes: null,
      }
    }
    case 'notify': {
      const asleep = (state: Int32Array): readonly number[] => context.asleepAt(state, action.condition)
      if (action.all) return { choices: always, take: nothing, wakes: asleep }
      return {
        choices: state => Math.max(1, asleep(state).length),
        take: nothing,
        wakes: (state, choice) => asleep(state).slice(choice, choice + 1),
      }
    }
  }
}

type Access = Extract<Action, { readonly kind: 'load' | 'store' | 'rmw' | 'compare-exchange' }>

function access(action: Access, { slots }: MoveContext): (state: Int32Array) => void {
  switch (action.kind) {
    case 'load':
      return assigning(slots.register(action.into), evaluator(action.from, slots))
    case 'store':
      return assigning(locator(action.into, slots), evaluator(action.value, slots))
    case 'rmw': {
      const place = locator(action.word, slots)
      const change = assigning(place, evaluator(action.value, slots))
      if (action.found === null) return change
      const found = slots.register(action.found)
      const read = evaluator(action.word, slots)
      return state => {
        const before = read(state)
        change(state)
        state[found] = before
      }
    }
    case 'compare-exchange': {
      const read = evaluator(action.word, slots)
      const expected = evaluator(action.expected, slots)
      const exchange = assigning(locator(action.word, slots), evaluator(action.value, slots))
      const found = slots.register(action.found)
      return state => {
        const before = read(state)
        if (before === expected(state)) exchange(state)
        state[found] = before
      }
    }
  }
}

/** @param place a slot, or what computes it */
export function assigning(place: number | Evaluate, value: Evaluate): (state: Int32Array) => void {
  if (typeof place === 'number')
    return state => {
      state[place] = value(state)
    }
  return state => {
    state[place(state)] = value(state)
  }
}

interface Taking {
  readonly isFree: (state: Int32Array) => boolean
  readonly take: (state: Int32Array) => void
}

function taking(lock: Lock | Permits, { plan, worker }: MoveContext): Taking {
  const slot = plan.lock(lock)
  if (lock instanceof Permits) {
    return {
      isFree: state => (state[slot] ?? 0) > 0,
      take: state => {
        state[slot] = (state[slot] ?? 0) - 1
      },
    }
  }
  return {
    isFree: state => state[slot] === 0,
    take: state => {
      state[slot] = worker + 1
    },
  }
}

function releasing(lock: Lock | Permits, { plan, worker }: MoveContext): (state: Int32Array) => void {
  const slot = plan.lock(lock)
  if (lock instanceof Permits) {
    return state => {
      state[slot] = (state[slot] ?? 0) + 1
    }
  }
  return state => {
    const owner = state[slot] ?? 0
    if (owner !== worker + 1) throw notHolder(lock.name, worker, owner)
    state[slot] = 0
  }
}

function notHolder(name: string, worker: number, owner: number): LabError {
  const holder = owner === 0 ? 'nobody holds' : `${workerName(owner - 1)} holds`
  return new LabError('BAD_VALUE', `${workerName(worker)} releases ${name}, which ${holder}`, {
    allowed: 'a release by the owner of the lock',
  })
}
