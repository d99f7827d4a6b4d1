/** What one look in three passes found out about a worker. */
export interface SeenWait {
  readonly epochBefore: number
  /** Index of the resource that it said it waits for, -1 = none. */
  readonly waitsFor: number
  readonly timed: boolean
  /** 0-based worker that owned the resource at that moment, -1 = nobody. */
  readonly owner: number
  readonly epochAfter: number
}

/** Beside what was read of the words. */
export interface Surroundings {
  /** Workers that have left their kernels or whose threads have ended: they release nothing, and wait for nothing. */
  readonly gone: ReadonlySet<number>
  /** Waits for a lock that nobody writes under yet: a writer only keeps new readers out, by preference. */
  readonly byPreference: ReadonlySet<number>
}

export interface Judgement {
  /** Deadlocks: each the workers of a cycle, from the smallest on, each waiting for what the next one holds. */
  readonly proved: readonly (readonly number[])[]
  /** Cycles that were read and do not stand: somebody had moved on by the second look at the epochs. */
  readonly rejected: number
}

/**
 * The deadlock rule. A cycle is proved when every member was inside one and the same untimed wait, for a lock that the
 * next one owned, from before the owners were read until after.
 *
 * Why that is true: all those waits stood at one instant, between the two looks at the epochs. A waiter releases nothing;
 * so each lock of the cycle stays with its owner, which waits for the next one: none of these waits can ever end.
 *
 * Why it is complete: in a deadlock no word of its members changes any more, so every later look proves it.
 *
 * What it drops: a worker that waits for itself has just acquired and not yet said so. Waits with a time limit end by
 * themselves. Permits, events and conditions have no owner. What a dead worker held is abandoned, not deadlocked.
 *
 * Source: E. G. Coffman, M. J. Elphick, A. Shoshani, "System Deadlocks" (1971), for the single-instance case, where a
 * cycle is necessary and sufficient. The two looks: as in a collect that is taken twice until nothing changed (Y. Afek et
 * al., "Atomic Snapshots of Shared Memory", 1993), here by epochs.
 * @param waits T1 first
 */
export function judgeWaits(waits: readonly SeenWait[], { gone, byPreference }: Surroundings): Judgement {
  const said = waits.map(({ waitsFor, timed, owner }, worker) => {
    const isEdge = waitsFor >= 0 && !timed && owner >= 0 && owner !== worker
    return isEdge && !gone.has(worker) && !gone.has(owner) && !byPreference.has(worker) ? owner : NOBODY
  })
  const stood = said.map((owner, worker) => (isOneWait(waits[worker]) ? owner : NOBODY))
  const proved = cyclesOf(stood)
  return { proved, rejected: cyclesOf(said).length - proved.length }
}

const NOBODY = -1

function isOneWait(wait: SeenWait | undefined): boolean {
  return wait !== undefined && wait.epochBefore % 2 !== 0 && wait.epochBefore === wait.epochAfter
}

/** Each worker waits for one other at most, so that every cycle is found by following the waits. */
function cyclesOf(next: readonly number[]): number[][] {
  const seenFrom = next.map(() => NOBODY)
  const cycles: number[][] = []
  for (let start = 0; start < next.length; start++) {
    const path: number[] = []
    let at = start
    while (at !== NOBODY && seenFrom[at] === NOBODY) {
      seenFrom[at] = start
      path.push(at)
      at = next[at] ?? NOBODY
    }
    if (at !== NOBODY && seenFrom[at] === start) cycles.push(fromSmallest(path.slice(path.indexOf(at))))
  }
  return cycles
}

function fromSmallest(cycle: readonly number[]): number[] {
  const first = cycle.indexOf(Math.min(...cycle))
  return [...cycle.slice(first), ...cycle.slice(0, first)]
}

/**
 * The worker of a cycle that is thrown out: the one that holds the fewest locks, so that the least work is undone; of
 * several the last one. Always the same for the same cycle.
 * @param held how many locks each worker holds
 */
export function victimOf(cycle: readonly number[], held: (worker: number) => number): number {
  return cycle.reduce((chosen, worker) => {
    const difference = held(worker) - held(chosen)
    return difference < 0 || (difference === 0 && worker > chosen) ? worker : chosen
  })
}
