import { parentPort } from 'node:worker_threads'
import { registry } from '../../../src/engine/experiments/index.ts'
import type { AttachedExperiment, Experiment } from '../../../src/engine/experiments/kit/define-experiment.ts'
import type { Registry } from '../../../src/engine/experiments/kit/registry.ts'
import { runWorkerBody } from '../../../src/engine/pool/worker-body.ts'
import { workerSide } from '../../../src/node/worker-side.ts'
import { sabotages } from '../sabotages.ts'

/** Entry of a worker thread whose fixed variants do something else than they say. */
if (parentPort === null) throw new Error('sabotaged-main runs as a worker thread only')
const known: Registry = new Map([...registry].map(([id, load]) => [id, async () => sabotaged(await load())]))
runWorkerBody(workerSide(parentPort), known)

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
          if (typeof instead === 'string') run(instead, params, context)
          else instead(buffer, offset, params, context)
        }
      },
    }
  }
  return { ...experiment, attach }
}
