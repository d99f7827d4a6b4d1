import type { ParamValues } from '../../../contract/words.ts'

/**
 * What an experiment knows about standstills beside what stands in memory. It goes into the words of a cause, and proves
 * nothing.
 */
export interface StandstillHints<Memory, Params> {
  /** Attempts that came to nothing, so far: while they rise and no operation is done, workers live and nothing moves. */
  readonly retries?: (memory: Memory, params: Params) => number
  /**
   * Who can end waits for what has no owner, now: by the names of semaphores, conditions, events and channels' ends, the
   * workers that could release, notify, set, receive or send.
   */
  readonly suppliers?: (memory: Memory, params: Params) => Suppliers
  /**
   * The word that each worker looks at again and again now, in a loop of its own, by its name; null where it does not. Such
   * a worker waits, and does not say so itself. T1 first.
   */
  readonly polls?: (memory: Memory, params: Params) => readonly (string | null)[]
}

/** By the name of what is waited for: 0-based workers that can end such waits. */
type Suppliers = Readonly<Record<string, readonly number[]>>

/** The same, bound to the memory of a session, and read while workers run. */
export interface AttachedHints {
  /** Null where the experiment counts none. */
  retries(params: ParamValues): number | null
  /** Empty where the experiment does not say. */
  suppliers(params: ParamValues): Suppliers
  /** Empty where the experiment does not say. */
  polls(params: ParamValues): readonly (string | null)[]
}

export function attachHints<Memory, Params>(
  hints: StandstillHints<Memory, Params>,
  memory: Memory,
  typed: (params: ParamValues) => Params,
): AttachedHints {
  return {
    retries: params => hints.retries?.(memory, typed(params)) ?? null,
    suppliers: params => hints.suppliers?.(memory, typed(params)) ?? {},
    polls: params => hints.polls?.(memory, typed(params)) ?? [],
  }
}
