import { loadModel } from '../../../src/engine/explore/models.ts'
import type { StepMachine } from '../../../src/engine/explore/steps/machine.ts'
import { MemoryBudget } from '../../../src/engine/explore/steps/memory-budget.ts'
import type { ModelSearch } from '../../../src/engine/explore/steps/model-search.ts'
import { prepare } from '../../../src/engine/explore/steps/prepare.ts'
import { Reach } from '../../../src/engine/explore/steps/reach.ts'
import { Search } from '../../../src/engine/explore/steps/search.ts'
import { StubbornSets } from '../../../src/engine/explore/steps/stubborn-sets.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import type { Comparison, Round, Sample, Side } from '../criterion.ts'
import { comparisonOf } from '../one-contest.ts'

const BYTES = 1_000_000_000
const STATES = 10_000_000
const MILLION = 1_000_000

type Make = (machine: StepMachine, budget: MemoryBudget) => ModelSearch

/** How many states the explorer looks at, and how many it need not look at. */
export function explorerRows(scale: number): readonly Comparison[] {
  const additions = scale < 1 ? 12 : 18
  const twoThreads = { id: 'lost-update', variant: 'atomic-load-store', sizes: { workers: 2, additions } }
  return [
    speed(
      'explorer, two threads, every schedule',
      twoThreads,
      (machine, budget) => new Search(machine, budget, STATES),
      'counts of schedules and fewest preemptions included',
    ),
    speed(
      'explorer, two threads, states alone',
      twoThreads,
      (machine, budget) => new Reach(machine, budget, STATES, null),
      'neither counts nor preemptions: the search that the reduction is compared with',
    ),
    reduction,
  ]
}

interface Model {
  readonly id: string
  readonly variant: string
  readonly sizes: Readonly<Record<string, number>>
}

function speed(name: string, model: Model, make: Make, note: string): Comparison {
  return comparisonOf({
    name,
    base: '1 million states a second',
    must: { at: 'least', value: 0.5 },
    goal: { at: 'least', value: 2 },
    note: `lost-update with ${String(model.sizes['additions'])} additions of each worker; ${note}`,
    whyMissed: 'states lie all over a table that is larger than the caches',
    turns: 1,
    ratioOf: (subject, base) => base / subject,
    absolute: (subject, base) => `${String(Math.round((base * MILLION) / 1000))} states in ${subject.toFixed(0)} ms`,
    async open() {
      const search = await searching(model, make)
      const { counted } = await search()
      return {
        subject: search,
        base: () => Promise.resolve({ millis: ((counted ?? 0) / MILLION) * 1000, counted: null }),
        close: () => Promise.resolve(),
      }
    },
  })
}

const PHILOSOPHERS = { id: 'dining-philosophers', variant: 'naive', sizes: { philosophers: 7 } }

/** The figure is one of states, not of time. */
const reduction: Comparison = {
  whyAbsent: null,
  turns: 1,
  flawOf: () => null,
  async open() {
    return {
      contests: [
        {
          subject: await searching(
            PHILOSOPHERS,
            (machine, budget) => new Reach(machine, budget, STATES, new StubbornSets(machine).select),
          ),
          base: await searching(PHILOSOPHERS, (machine, budget) => new Reach(machine, budget, STATES, null)),
        },
      ],
      close: () => Promise.resolve(),
    }
  },
  criteria: [
    {
      name: 'explorer, states that a reduction leaves out',
      base: 'own search without it, states',
      must: null,
      goal: { at: 'least', value: 5 },
      note: 'dining-philosophers, naive, seven of them; a unit test holds that both find the same ends of every model',
      whyMissed: 'workers that meet at every step leave nothing out',
      read: rounds => {
        const [subject, base] = [statesOf(rounds, 'subject'), statesOf(rounds, 'base')]
        return {
          figures: rounds.map(() => base / subject),
          inWords: `${String(subject)} instead of ${String(base)} states`,
        }
      },
    },
  ],
}

function statesOf(rounds: readonly Round[], side: 'subject' | 'base'): number {
  return rounds[0]?.[0]?.[side][0]?.counted ?? 0
}

async function searching({ id, variant, sizes }: Model, make: Make): Promise<Side> {
  const { machine } = prepare(await loadModel(id), id, variant, sizes)
  return (): Promise<Sample> => {
    const start = nodeClock.nowMillis()
    const search = make(machine, new MemoryBudget(BYTES))
    while (!search.advance(STATES));
    search.counts()
    return Promise.resolve({ millis: nodeClock.nowMillis() - start, counted: search.states })
  }
}
