import type { Grade, ParamValues } from '../../src/contract/words.ts'
import type { Done, Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import type { Judgement } from '../../src/engine/experiments/kit/judgement.ts'
import { FakeRoleContext } from './role-context.ts'

const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
const NO_OPERATIONS: Done = { operations: 0, perWorker: [] }

/** What the experiment makes of a trial that left its memory as `fill` leaves it. */
export function judged(
  experiment: Experiment,
  variant: string,
  params: ParamValues,
  fill: (buffer: SharedArrayBuffer) => void,
  done = NO_OPERATIONS,
): Judgement & { readonly grade: Grade | undefined } {
  const buffer = new SharedArrayBuffer(experiment.layout.byteLength)
  const attached = experiment.attach(buffer, 0)
  attached.prepare(params)
  fill(buffer)
  const judgement = attached.judge(variant, params, done, TIMING)
  return { ...judgement, grade: gradeOf(experiment, variant, judgement.outcome) }
}

function gradeOf(experiment: Experiment, variant: string, outcome: string | null): Grade | undefined {
  return experiment.outcomes(variant).find(({ name }) => name === outcome)?.grade
}

/** Clear of the words of those who wait, which the primitives know by their addresses: for kernels that pause. */
export const ASIDE = 16_384

/**
 * Runs the kernels one after the other on the test's own thread, first those that wait for nobody.
 * @param offset where the experiment's memory lies; {@link ASIDE} for kernels that pause
 */
export async function inTurn(
  experiment: Experiment,
  variant: string,
  params: ParamValues,
  workers: readonly number[],
  adjust: (context: FakeRoleContext, buffer: SharedArrayBuffer) => void = () => undefined,
  offset = 0,
): Promise<Judgement> {
  const buffer = new SharedArrayBuffer(offset + experiment.layout.byteLength)
  const attached = experiment.attach(buffer, offset)
  attached.prepare(params)
  const run = await attached.loadKernels()
  const perWorker = workers.map(() => 0)
  for (const worker of workers) {
    const context = new FakeRoleContext(worker, buffer)
    adjust(context, buffer)
    await run(variant, params, context)
    perWorker[worker] = context.completed
  }
  const operations = perWorker.reduce((sum, own) => sum + own, 0)
  return attached.judge(variant, params, { operations, perWorker }, TIMING)
}
