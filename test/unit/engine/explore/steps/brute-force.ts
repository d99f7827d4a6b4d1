/**
 * Counts schedules by taking every one of them, step by step, from the start: nothing is merged, and nothing of the explorer
 * is used. Only for programs with few of them.
 */

export interface NaiveState {
  readonly [name: string]: number
}

export interface NaiveStep {
  /** Whether it can be taken; always, if not said. */
  readonly can?: (state: NaiveState) => boolean
  readonly then: (state: NaiveState) => NaiveState
}

export interface NaiveEnds {
  /** Schedules by how they end. */
  readonly schedules: Readonly<Record<string, number>>
  /** The fewest preemptions of them. */
  readonly preemptions: Readonly<Record<string, number>>
}

/** @param nameOf what an end is called; `stuck` = somebody has not finished */
export function bruteForce(
  start: NaiveState,
  workers: readonly (readonly NaiveStep[])[],
  nameOf: (state: NaiveState, stuck: boolean) => string,
): NaiveEnds {
  const schedules: Record<string, number> = {}
  const preemptions: Record<string, number> = {}
  const goOn = (state: NaiveState, counters: readonly number[], last: number, preempted: number): void => {
    const nextOf = (worker: number): NaiveStep | undefined => {
      const step = workers[worker]?.[counters[worker] ?? 0]
      return step?.can?.(state) === false ? undefined : step
    }
    let isEnd = true
    for (const worker of workers.keys()) {
      const step = nextOf(worker)
      if (step === undefined) continue
      isEnd = false
      const preempts = last >= 0 && last !== worker && nextOf(last) !== undefined
      goOn(step.then(state), counters.with(worker, (counters[worker] ?? 0) + 1), worker, preempted + (preempts ? 1 : 0))
    }
    if (!isEnd) return
    const name = nameOf(
      state,
      workers.some((steps, worker) => (counters[worker] ?? 0) < steps.length),
    )
    schedules[name] = (schedules[name] ?? 0) + 1
    preemptions[name] = Math.min(preemptions[name] ?? Infinity, preempted)
  }
  goOn(
    start,
    workers.map(() => 0),
    -1,
    0,
  )
  return { schedules, preemptions }
}

/** A step that takes a lock, which is free when its word is 0. */
export function acquireOf(name: string): NaiveStep {
  return { can: state => state[name] === 0, then: state => ({ ...state, [name]: 1 }) }
}

export function releaseOf(name: string): NaiveStep {
  return { then: state => ({ ...state, [name]: 0 }) }
}
