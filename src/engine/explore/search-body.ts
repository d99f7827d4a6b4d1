import { answer } from '../../contract/answer.ts'
import type { ExploreRequest } from '../../contract/exploration.ts'
import type { Clock, ModelFiles } from '../ports.ts'
import { loadModel } from './models.ts'
import { blamed, holdStill, isModelFile, loadOwnModel } from './own-model.ts'
import type { FromSearch, ToSearch } from './search-protocol.ts'
import { Futures } from './steps/futures.ts'
import { prepare, type Prepared } from './steps/prepare.ts'
import { replaySteps, type Replayed } from './steps/replay.ts'
import { parseLine } from './steps/schedule-line.ts'
import { StepExplorer, type Explored } from './steps/step-explorer.ts'

/** How long a search goes on before it looks whether it shall stop, and says how far it is. */
const SLICE_MILLIS = 50

/** The border of a search thread, seen from inside. */
export interface SearchSide {
  readonly clock: Pick<Clock, 'nowMillis' | 'yield'>
  onMessage(listener: (message: ToSearch) => void): void
  post(message: FromSearch): void
  readonly files: ModelFiles
}

/** Runs inside a search thread: searches and replays what its host asks for, one after another. */
export function runSearchBody(side: SearchSide): void {
  let stopping = false
  let known: { readonly program: string; readonly futures: Futures | null } | null = null
  let last: Promise<void> = Promise.resolve()
  side.onMessage(message => {
    if (message.kind === 'stop') stopping = true
    else last = last.then(() => (message.kind === 'explore' ? explore(message) : replay(message)))
  })

  async function explore({ job, request }: Extract<ToSearch, { readonly kind: 'explore' }>): Promise<void> {
    stopping = false
    side.post({
      kind: 'explored',
      job,
      answer: await answer(() => blaming(request.experiment, () => search(job, request))),
    })
  }

  async function search(job: number, request: ExploreRequest): Promise<Explored> {
    const prepared = await ready(job, request.experiment, request.variant, request.set)
    const explorer = new StepExplorer(prepared, request.limits, side.clock, request.reduced)
    const tell = (): void => {
      side.post({ kind: 'progress', job, progress: explorer.progress })
    }
    tell()
    while (!explorer.advance(SLICE_MILLIS)) {
      tell()
      await side.clock.yield()
      if (stopping) explorer.stop('stopped')
    }
    return explorer.result()
  }

  async function replay({ job, line }: Extract<ToSearch, { readonly kind: 'replay' }>): Promise<void> {
    side.post({ kind: 'replayed', job, answer: await answer(() => replayLine(job, line)) })
  }

  /** @throws {LabError} BAD_VALUE where the line is none, or a step of it cannot be taken; and what {@link prepare} throws */
  async function replayLine(job: number, line: string): Promise<Replayed> {
    const { experiment, variant, params, steps } = parseLine(line)
    return blaming(experiment, async () => {
      const prepared = await ready(job, experiment, variant, params)
      return replaySteps(prepared, steps, futuresOf(prepared))
    })
  }

  /** Those of the last program are kept: a player asks for one schedule of it after the other. */
  function futuresOf({ experiment, variant, params, machine }: Prepared): Futures | null {
    // A file may say something else by now.
    if (isModelFile(experiment)) return Futures.of(machine)
    const program = JSON.stringify([experiment, variant, params])
    if (known?.program !== program) known = { program, futures: Futures.of(machine) }
    return known.futures
  }

  async function ready(
    job: number,
    experiment: string,
    variant: string | null,
    set: Readonly<Record<string, string | number>>,
  ): Promise<Prepared> {
    if (!isModelFile(experiment)) return prepare(await loadModel(experiment), experiment, variant, set)
    side.post({ kind: 'loading', job })
    const model = await loadOwnModel(side.files, experiment)
    const prepared = prepare(model, experiment, variant, set)
    holdStill(experiment, model, prepared)
    return prepared
  }

  /** What a model in a file does wrong is told with its place in the file. */
  async function blaming<T>(experiment: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (thrown) {
      throw isModelFile(experiment) ? blamed(side.files, experiment, thrown) : thrown
    }
  }
}
