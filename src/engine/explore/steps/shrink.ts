import { keyOf } from './model-search.ts'
import { choiceOf, labelOf, workerOf } from './labels.ts'
import type { End, StepMachine } from './machine.ts'

/** Longer schedules are shrunk no further: each try takes all of their steps. */
const LONGEST = 2_000

/**
 * A schedule to the same end with as few preemptions as merging the runs of its workers leads to: each run is moved to the
 * next or the last run of the same worker, as long as the end stays the same. Where the fewest of all are wanted, a search
 * by preemptions finds them.
 */
export function shrinkSchedule(machine: StepMachine, schedule: readonly number[], end: End): readonly number[] {
  if (schedule.length > LONGEST) return schedule
  let best = follow(machine, schedule)
  for (let changed = true; changed;) {
    changed = false
    for (const merged of mergers(runsOf(best.labels))) {
      const tried = follow(machine, merged)
      if (tried.preemptions >= best.preemptions || keyOf(tried.end) !== keyOf(end)) continue
      best = tried
      changed = true
      break
    }
  }
  return best.labels
}

interface Followed {
  readonly labels: readonly number[]
  readonly preemptions: number
  readonly end: End
}

/** Takes what can be taken of a schedule, then lets each worker go on for as long as it can. */
function follow(machine: StepMachine, wanted: readonly number[]): Followed {
  const state = machine.initial
  const labels: number[] = []
  let last = -1
  let preemptions = 0
  const take = (label: number): void => {
    const worker = workerOf(label)
    if (last >= 0 && last !== worker && machine.choices(state, last) > 0) preemptions++
    machine.take(state, worker, choiceOf(label))
    labels.push(label)
    last = worker
  }
  for (const label of wanted) if (choiceOf(label) < machine.choices(state, workerOf(label))) take(label)
  for (let extra = 0; extra < LONGEST; extra++) {
    const ready = Array.from({ length: machine.workers }, (_, worker) => worker).filter(
      worker => machine.choices(state, worker) > 0,
    )
    const next = ready.includes(last) ? last : ready[0]
    if (next === undefined) break
    take(labelOf(next, 0))
  }
  return { labels, preemptions, end: machine.end(state) }
}

/** Steps of one worker in a row. */
function runsOf(labels: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = []
  for (const label of labels) {
    const last = runs.at(-1)
    if (last?.[0] !== undefined && workerOf(last[0]) === workerOf(label)) last.push(label)
    else runs.push([label])
  }
  return runs
}

function* mergers(runs: readonly (readonly number[])[]): Generator<readonly number[]> {
  const workerAt = (run: readonly number[] | undefined): number => (run?.[0] === undefined ? -1 : workerOf(run[0]))
  for (const [index, run] of runs.entries()) {
    const rest = runs.toSpliced(index, 1)
    const later = rest.findIndex((other, at) => at >= index && workerAt(other) === workerAt(run))
    const earlier = rest.findLastIndex((other, at) => at < index && workerAt(other) === workerAt(run))
    if (later >= 0) yield rest.toSpliced(later, 0, run).flat()
    if (earlier >= 0) yield rest.toSpliced(earlier + 1, 0, run).flat()
  }
}
