import { parentPort } from 'node:worker_threads'
import { instruments, registry, rounded } from '../../../src/engine/experiments/index.ts'
import type { AttachedExperiment, Experiment } from '../../../src/engine/experiments/kit/define-experiment.ts'
import type { Registry } from '../../../src/engine/experiments/kit/registry.ts'
import { roundsId, roundsOf, type RoundsExperiment } from '../../../src/engine/experiments/kit/rounds.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerExecutors } from '../../../src/node/worker-executors.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { sabotages } from '../sabotages.ts'

/** Entry of a worker thread whose fixed variants do something else than they say. */
if (parentPort === null) throw new Error('sabotaged-main runs as a worker thread only')
const known: Registry = new Map([
  ...[...registry].map(([id, load]) => [id, async () => sabotaged(await load())] as const),
  ...instruments,
  ...[...rounded].map(([id, load]) => [roundsId(id), () => sabotagedRounds(id, load)] as const),
])
runWorkerBody(workerSide(parentPort), known, {
  openExecutors: workerExecutors(parentPort, new URL(import.meta.url)),
})

async function sabotagedRounds(id: string, load: () => Promise<RoundsExperiment>): Promise<Experiment> {
  const experiment = await registry.get(id)?.()
  if (experiment === undefined) throw new Error(`there is no ${id}`)
  const { notes } = await load()
  return roundsOf(sabotaged(experiment), notes)
}

function sabotaged(experiment: Experiment): Experiment {
  const replaced = sabotages[experiment.id] ?? {}
  const attach = (buffer: SharedArrayBuffer, offset: number): AttachedExperiment => {
    const attached = experiment.attach(buffer, offset)
    return {
      ...attached,
      async loadKernels() {
        const run = await attached.loadKernels()
        return (variant, params, context) => {
          const instead = replaced[variant] ?? variant
          return typeof instead === 'string' ? run(instead, params, context) : instead(buffer, offset, params, context)
        }
      },
    }
  }
  return { ...experiment, attach }
}
