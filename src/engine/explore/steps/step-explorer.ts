import type { Cut, ExploreProgress, SearchLimits } from '../../../contract/exploration.ts'
import type { ParamValues } from '../../../contract/words.ts'
import type { Grades } from '../../experiments/kit/step-model.ts'
import type { Clock } from '../../ports.ts'
import type { FoundEnd, ModelSearch } from './model-search.ts'
import { Reach } from './reach.ts'
import { choiceOf, workerOf } from './labels.ts'
import type { End } from './machine.ts'
import { MemoryBudget } from './memory-budget.ts'
import type { Prepared } from './prepare.ts'
import { formatLine, type ScheduledStep } from './schedule-line.ts'
import { Search } from './search.ts'
import { StubbornSets } from './stubborn-sets.ts'

const BYTES_PER_MEGABYTE = 1_000_000
/** Places that are looked at between two looks at the clock. */
const PLACES_PER_LOOK = 4_096

/** An end, with what the search found out about it. */
export interface ExploredEnd extends End {
  readonly states: number
  readonly schedules: bigint | null
  readonly fewestPreemptions: number | null
  readonly schedule: string
}

/** What a search of a model found out, before anybody has graded it. */
export interface Explored {
  readonly experiment: string
  readonly variant: string
  readonly params: ParamValues
  readonly states: number
  readonly schedules: bigint | null
  readonly cyclic: boolean
  readonly cut: Cut | null
  /** All schedules with fewer preemptions were covered. */
  readonly preemptions: number
  readonly reduced: boolean
  readonly ends: readonly ExploredEnd[]
  /** The model's own; null where its experiment has them. */
  readonly grades: Grades | null
}

/**
 * Searches all schedules of a model, a slice at a time.
 *
 * Guarantees: unless it was cut short, every end of every schedule is found, with a schedule that has the fewest preemptions of
 * all that end so, and the number of all of them. What it keeps stays below the limit of memory.
 */
export class StepExplorer {
  readonly #prepared: Prepared
  readonly #limits: SearchLimits
  readonly #clock: Pick<Clock, 'nowMillis'>
  readonly #startedMillis: number
  readonly #budget: MemoryBudget
  readonly #reduced: boolean
  readonly #search: ModelSearch

  /** @param reduced not every order of steps that commute: fewer states, and no numbers of schedules or preemptions */
  constructor(prepared: Prepared, limits: SearchLimits, clock: Pick<Clock, 'nowMillis'>, reduced = false) {
    this.#prepared = prepared
    this.#limits = limits
    this.#clock = clock
    this.#startedMillis = clock.nowMillis()
    this.#budget = new MemoryBudget(limits.memoryMegabytes * BYTES_PER_MEGABYTE)
    this.#reduced = reduced
    const { machine } = prepared
    this.#search = reduced
      ? new Reach(machine, this.#budget, limits.states, new StubbornSets(machine).select)
      : new Search(machine, this.#budget, limits.states)
  }

  get progress(): ExploreProgress {
    return {
      states: this.#search.states,
      ahead: this.#search.ahead,
      preemptions: this.#search.preemptions,
      memoryBytes: this.#budget.usedBytes,
      millis: this.#clock.nowMillis() - this.#startedMillis,
    }
  }

  /** Searches for about so long. @returns whether the search is over */
  advance(millis: number): boolean {
    const until = this.#clock.nowMillis() + millis
    for (;;) {
      if (this.#search.advance(PLACES_PER_LOOK)) return true
      const now = this.#clock.nowMillis()
      if (now - this.#startedMillis > this.#limits.seconds * 1000) this.stop('time')
      if (now >= until) return false
    }
  }

  /** Ends the search where it is: what was found stands. */
  stop(why: Cut): void {
    this.#search.stop(why)
  }

  /** What was found, once the search is over. */
  result(): Explored {
    const { experiment, variant, params, grades } = this.#prepared
    const counts = this.#search.counts()
    const { states, cut, preemptions, ends } = this.#search
    return {
      experiment,
      variant,
      params,
      states,
      schedules: counts === null ? null : sum(counts.values()),
      cyclic: !this.#reduced && cut === null && counts === null,
      cut,
      preemptions,
      reduced: this.#reduced,
      grades,
      ends: ends.map(found => ({
        ...found.end,
        states: found.states.length,
        schedules: counts === null ? null : sum(found.states.map(state => counts.get(state) ?? 0n)),
        fewestPreemptions: found.fewestPreemptions,
        schedule: formatLine(experiment, variant, params, this.#steps(found)),
      })),
    }
  }

  #steps({ schedule }: FoundEnd): readonly ScheduledStep[] {
    const { machine } = this.#prepared
    const state = machine.initial
    return schedule.map(label => {
      const worker = workerOf(label)
      const choice = choiceOf(label)
      const wakes = machine.wokenBy(state, worker, choice)
      machine.take(state, worker, choice)
      return { worker, wakes }
    })
  }
}

function sum(counts: Iterable<bigint>): bigint {
  let all = 0n
  for (const count of counts) all += count
  return all
}
