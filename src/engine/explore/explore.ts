import { LabError } from '../../base/errors.ts'
import { Prng } from '../../base/prng.ts'
import type { Clock } from '../ports.ts'
import type { Failure, Fault } from './failure.ts'
import { Machine } from './machine.ts'
import { withForgetfulLoops } from './loop-memory.ts'
import type { Model } from './model.ts'
import type { Chances, Program } from './program.ts'
import { runRandomly } from './random-run.ts'
import { follow } from './replay.ts'
import { eventOf, STEP, type Choice } from './schedule.ts'
import { Search, type Cut } from './search.ts'
import { Sharing } from './sharing.ts'

/** Schedules run at first, to see which words are shared. */
const LEARNING_SCHEDULES = 60
const LEARNING_STEPS = 500
const DEFAULT_MAX_STATES = 2_000_000

export interface ExploreOptions extends Chances {
  /** Leaves out the schedules with more preemptions. A failure found under a bound has the fewest of all. */
  readonly preemptionBound?: number
  readonly maxStates?: number
  /** With a clock, the search ends after so long. */
  readonly maxMillis?: number
  readonly clock?: Pick<Clock, 'nowMillis'>
}

export interface Exploration {
  /** Whether every schedule was covered. Only then is a program without failure free of them. */
  readonly complete: boolean
  /** What was left out. `preemptions`: all schedules within the bound were covered. */
  readonly cut: Cut
  readonly states: number
  readonly steps: number
  readonly failure: Failure | null
}

/**
 * Searches all schedules of a program: every order of its threads' steps, and every event that the chances allow.
 *
 * Guarantees: a failure that is returned can be replayed; if there is none and the search is complete, no schedule fails.
 * Steps on words that no other thread touches are not schedules of their own; what is left out by that commutes.
 * Loops are taken to forget their turns unless they are seen to remember them (`thread-tree.ts` says how far that is looked
 * into). Does not find threads that go round waiting for each other; one that goes round alone is stuck.
 */
export function explore(program: Program, options: ExploreOptions = {}): Exploration {
  return exploreFor(program, options, () => true)
}

/** @param wants which faults are looked for; at others a schedule just ends */
export function exploreFor(program: Program, options: ExploreOptions, wants: (fault: Fault) => boolean): Exploration {
  const { maxMillis = Infinity, clock } = options
  const end = (clock?.nowMillis() ?? 0) + maxMillis
  const isOver = () => clock !== undefined && clock.nowMillis() > end
  return withForgetfulLoops(program, model => exploreModel(model, options, wants, isOver))
}

function exploreModel(
  model: Model,
  options: ExploreOptions,
  wants: (fault: Fault) => boolean,
  isOver: () => boolean,
): Exploration {
  const { preemptionBound, maxStates = DEFAULT_MAX_STATES } = options
  const sharing = new Sharing()
  learn(new Machine(model, { ...options, sharing, sharesAll: true }))
  for (;;) {
    sharing.startAgain()
    const machine = new Machine(model, { ...options, sharing, countsPreemptions: preemptionBound !== undefined })
    const search = { preemptionBound, maxStates, isOver, wants, isMistaken: () => sharing.mistaken }
    const { cut, states, steps, path } = new Search(machine, search).run()
    if (sharing.mistaken) continue
    const failure = path === null ? null : failureAt(machine, path)
    return { complete: cut === 'nothing' && failure === null, cut, states, steps, failure }
  }
}

function learn(machine: Machine): void {
  const prng = new Prng(1)
  for (let schedule = 0; schedule < LEARNING_SCHEDULES; schedule++)
    runRandomly(machine, prng, { kind: 'uniform' }, LEARNING_STEPS)
}

/** In a search, one choice may stand for many steps; in a schedule that people read, every operation is one. */
function failureAt(machine: Machine, path: readonly Choice[]): Failure {
  machine.reset()
  const choices = path.flatMap(choice => {
    machine.take(choice)
    return eventOf(choice) === STEP ? Array.from({ length: machine.steps }, () => choice) : [choice]
  })
  const failure = follow(machine.model.program, choices)
  if (failure === null) throw new LabError('INTERNAL', 'a schedule that failed does not fail when it is replayed')
  return failure
}
