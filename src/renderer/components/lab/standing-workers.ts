import { workerName } from '../../../base/text.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import type { WaitSample } from '../../../contract/wait-graph.ts'

/** A worker at a line of the code. */
export interface StandingWorker {
  readonly name: string
  readonly waits: boolean
  /** It is a member of a proved cycle. */
  readonly stuck: boolean
}

type Source = NonNullable<ExperimentEntry['variants'][number]['source']>

/** Who stands at which line of the file, as the steps that workers said last tell. */
export function standingAt({ steps }: Source, sample: WaitSample): ReadonlyMap<number, readonly StandingWorker[]> {
  const stuck = new Set(sample.cycles.flat())
  const waiting = new Set(sample.waits.map(({ worker }) => worker))
  const gone = new Set(sample.left.map(({ worker }) => worker))
  const standing = sample.steps.flatMap((step, worker) => {
    const line = steps[String(step)]?.line
    if (line === undefined || gone.has(worker)) return []
    return [{ line, name: workerName(worker), waits: waiting.has(worker), stuck: stuck.has(worker) }]
  })
  return Map.groupBy(standing, ({ line }) => line)
}
