import type { SearchLimits } from '../../../../../src/contract/exploration.ts'
import { loadModel } from '../../../../../src/engine/explore/models.ts'
import { prepare, type Prepared } from '../../../../../src/engine/explore/steps/prepare.ts'
import { StepExplorer, type Explored } from '../../../../../src/engine/explore/steps/step-explorer.ts'

const WITHOUT_TIME = { nowMillis: () => 0 }
const LIMITS: SearchLimits = { states: 10_000_000, memoryMegabytes: 500, seconds: 600 }

type Sizes = Readonly<Record<string, number | string>>

export async function prepared(experiment: string, variant: string, sizes: Sizes = {}): Promise<Prepared> {
  return prepare(await loadModel(experiment), experiment, variant, sizes)
}

/** Searches a model to the end, or to its limits. */
export async function searched(
  experiment: string,
  variant: string,
  sizes: Sizes = {},
  limits: Partial<SearchLimits> = {},
  reduced = false,
): Promise<Explored> {
  const of = await prepared(experiment, variant, sizes)
  const explorer = new StepExplorer(of, { ...LIMITS, ...limits }, WITHOUT_TIME, reduced)
  while (!explorer.advance(0));
  return explorer.result()
}

/** Schedules by end, with the value where there is one. */
export function schedulesOf({ ends }: Explored): Readonly<Record<string, number>> {
  return Object.fromEntries(
    ends.map(({ name, value, schedules }) => [value === null ? name : String(value), Number(schedules ?? Number.NaN)]),
  )
}

export function preemptionsOf({ ends }: Explored): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    ends.map(({ name, value, fewestPreemptions }) => [value === null ? name : String(value), fewestPreemptions]),
  )
}
