import type { Clock } from '../ports.ts'
import { exploreFor } from './explore.ts'
import type { Failure, FaultKind } from './failure.ts'
import { Machine } from './machine.ts'
import { Model } from './model.ts'
import type { Program } from './program.ts'
import { follow } from './replay.ts'
import { eventName, eventOf, parseSchedule, STEP, threadOf, type Choice } from './schedule.ts'

const DEFAULT_MAX_STATES = 500_000
/** Steps that a schedule may go on for after it has been changed. */
const MAX_EXTRA_STEPS = 5_000

export interface ShrinkOptions {
  readonly maxStates?: number
  readonly maxMillis?: number
  readonly clock?: Pick<Clock, 'nowMillis'>
}

export interface Shrunk {
  readonly failure: Failure
  /** Whether no failure of its kind has fewer preemptions. */
  readonly fewest: boolean
}

/**
 * A failure of the same kind with fewer preemptions, without more deaths or baseless wake-ups: the fewest of all where the
 * program is small enough for a search, else what merging the runs of its threads leads to.
 */
export function shrink(program: Program, failure: Failure, options: ShrinkOptions = {}): Shrunk {
  const merged = mergeRuns(program, failure)
  const choices = parseSchedule(merged.schedule)
  const searched = exploreFor(
    program,
    {
      maxStates: DEFAULT_MAX_STATES,
      ...options,
      preemptionBound: merged.preemptions,
      timeOuts: choices.some(choice => eventName(choice) === 'time-out') ? 'any time' : 'when idle',
      deaths: choices.filter(choice => eventName(choice) === 'kill').length,
      spuriousWakes: choices.filter(choice => eventName(choice) === 'spurious').length,
    },
    ({ kind }) => kind === failure.kind,
  )
  if (searched.failure === null) return { failure: merged, fewest: false }
  return { failure: searched.failure, fewest: searched.cut === 'nothing' || searched.cut === 'preemptions' }
}

/** Moves each run of one thread's steps to the next run of the same thread, as long as the program still fails alike. */
function mergeRuns(program: Program, failure: Failure): Failure {
  const model = new Model(program)
  let best = failure
  for (let changed = true; changed;) {
    changed = false
    const runs = runsOf(parseSchedule(best.schedule))
    for (const shorter of mergers(runs)) {
      const found = followLoosely(model, shorter, failure.kind)
      if (found === null || found.preemptions >= best.preemptions) continue
      best = found
      changed = true
      break
    }
  }
  return best
}

/** Choices in a row that are steps of one thread, or one event. */
type Run = readonly Choice[]

function runsOf(choices: readonly Choice[]): readonly Run[] {
  const runs: Choice[][] = []
  for (const choice of choices) {
    const last = runs.at(-1)
    if (last?.[0] === choice && eventOf(choice) === STEP) last.push(choice)
    else runs.push([choice])
  }
  return runs
}

function* mergers(runs: readonly Run[]): Generator<readonly Choice[]> {
  for (const [index, run] of runs.entries()) {
    const choice = run[0]
    if (choice === undefined || eventOf(choice) !== STEP) continue
    const rest = runs.toSpliced(index, 1)
    const later = rest.findIndex((other, at) => at >= index && other[0] === choice)
    const earlier = rest.findLastIndex((other, at) => at < index && other[0] === choice)
    if (later >= 0) yield rest.toSpliced(later, 0, run).flat()
    if (earlier >= 0) yield rest.toSpliced(earlier + 1, 0, run).flat()
    yield rest.flat()
  }
}

/** Does what is possible of `wanted`, then lets each thread run for as long as it can. */
function followLoosely(model: Model, wanted: readonly Choice[], kind: FaultKind): Failure | null {
  const machine = new Machine(model, { deaths: Infinity, spuriousWakes: Infinity, countsPreemptions: true })
  const taken: Choice[] = []
  const take = (choice: Choice): void => {
    machine.take(choice)
    taken.push(choice)
  }
  machine.reset()
  for (const choice of wanted) {
    if (machine.fault === null && machine.isPossible(choice)) take(choice)
  }
  const choices: Choice[] = []
  for (let extra = 0; machine.fault === null && extra < MAX_EXTRA_STEPS; extra++) {
    machine.choices(choices)
    const { running } = machine.state
    const steps = choices.filter(choice => eventOf(choice) === STEP)
    const next = steps.find(choice => threadOf(choice) === running) ?? steps[0]
    const timeOut = choices.find(choice => eventName(choice) === 'time-out')
    if (next !== undefined) take(next)
    else if (timeOut !== undefined) take(timeOut)
    else break
  }
  return machine.fault?.kind === kind ? follow(model.program, taken) : null
}
