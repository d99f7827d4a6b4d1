import { exploreRequestSchema, type Exploration, type ExploreRequestInput } from '../../src/contract/exploration.ts'
import type { Replay } from '../../src/contract/replay.ts'
import { registry } from '../../src/engine/experiments/index.ts'
import { loadModel } from '../../src/engine/explore/models.ts'
import { Futures } from '../../src/engine/explore/steps/futures.ts'
import { prepare } from '../../src/engine/explore/steps/prepare.ts'
import { replaySteps } from '../../src/engine/explore/steps/replay.ts'
import { parseLine } from '../../src/engine/explore/steps/schedule-line.ts'
import { StepExplorer } from '../../src/engine/explore/steps/step-explorer.ts'
import { gradedExploration, gradedReplay } from '../../src/engine/run/graded-exploration.ts'

const WITHOUT_TIME = { nowMillis: () => 0 }

/** What a lab answers, by the engine's own code, without its threads. */
export async function exploredHere(given: ExploreRequestInput): Promise<Exploration> {
  const { experiment, variant, set, limits } = exploreRequestSchema.parse(given)
  const prepared = prepare(await loadModel(experiment), experiment, variant, set)
  const explorer = new StepExplorer(prepared, limits, WITHOUT_TIME)
  while (!explorer.advance(0));
  return gradedExploration(explorer.result(), await registry.get(experiment)?.())
}

export async function replayedHere(line: string): Promise<Replay> {
  const { experiment, variant, params, steps } = parseLine(line)
  const prepared = prepare(await loadModel(experiment), experiment, variant, params)
  return gradedReplay(replaySteps(prepared, steps, Futures.of(prepared.machine)), await registry.get(experiment)?.())
}
