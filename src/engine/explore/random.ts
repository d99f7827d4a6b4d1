import { LabError } from '../../base/errors.ts'
import { Prng } from '../../base/prng.ts'
import type { Failure } from './failure.ts'
import { Machine } from './machine.ts'
import { Model } from './model.ts'
import type { Chances, Program } from './program.ts'
import { runRandomly, type Style } from './random-run.ts'
import { follow } from './replay.ts'

/** Places of threads that are remembered between schedules; then they are found anew. */
const REMEMBERED_PLACES = 400_000
const MOST_CHANGES = 4
const EXPECTED_STEPS = 50

export interface RandomOptions extends Chances {
  readonly schedules: number
  readonly seed: number
  /** A schedule that is longer is given up; default 10 000. */
  readonly maxSteps?: number
}

export interface RandomExploration {
  readonly schedules: number
  readonly steps: number
  /** Schedules that were given up before their end. */
  readonly givenUp: number
  readonly failure: Failure | null
}

/**
 * Runs random schedules until one fails. Every second picks a thread anew at each step; the others have only a few
 * changes between threads, which finds what needs a thread to stay away for long.
 */
export function exploreRandomly(program: Program, options: RandomOptions): RandomExploration {
  const { schedules, seed, maxSteps = 10_000 } = options
  const prng = new Prng(seed)
  let machine = new Machine(new Model(program), options)
  let longest = EXPECTED_STEPS
  let steps = 0
  let givenUp = 0
  for (let schedule = 0; schedule < schedules; schedule++) {
    if (machine.model.trees.some(({ size }) => size > REMEMBERED_PLACES))
      machine = new Machine(new Model(program), options)
    const style: Style =
      schedule % 2 === 0
        ? { kind: 'uniform' }
        : { kind: 'few changes', changes: 1 + prng.nextBelow(MOST_CHANGES), expectedSteps: longest }
    const { choices, ended } = runRandomly(machine, prng, style, maxSteps)
    steps += choices.length
    longest = Math.max(longest, choices.length)
    if (!ended) givenUp++
    if (machine.fault === null) continue
    const failure = follow(program, choices)
    if (failure === null) throw new LabError('INTERNAL', 'a schedule that failed does not fail when it is replayed')
    return { schedules: schedule + 1, steps, givenUp, failure }
  }
  return { schedules, steps, givenUp, failure: null }
}
