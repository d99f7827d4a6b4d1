import type { Lab, RunObserver } from '../../contract/lab.ts'
import { runRequestSchema, type RunRequestInput } from '../../contract/run-request.ts'
import { LabError } from '../../base/errors.ts'
import { experiments as registered } from '../experiments/index.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { texts } from '../experiments/texts.ts'
import { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { buildCatalogue } from './build-catalogue.ts'
import { examine } from './examine.ts'
import { RunController, type RunOptions } from './run-controller.ts'

export interface LabOptions {
  /** In place of the registered ones; workers must know the same. */
  readonly experiments?: readonly Experiment[]
  /** Start as many workers as the machine has cores ahead of the first run. */
  readonly warm?: boolean
  readonly run?: RunOptions
}

/** A lab with the facts that its host may want to know about it. */
export interface OpenLab extends Lab {
  /** Worker threads that exist now. */
  readonly threadCount: number
}

/** A lab on the given ports, but for its reports, which lie outside what runs know. */
export function openLab(ports: Ports, options: LabOptions): Omit<OpenLab, 'report'> {
  const experiments = options.experiments ?? registered
  const pool = new WorkerPool(ports.threads, ports.clock, ports.machine.facts.cores)
  const controller = new RunController(ports, pool, experiments)
  if (options.warm === true) pool.warm()
  return {
    get threadCount() {
      return pool.threadCount
    },
    catalogue: () => Promise.resolve(buildCatalogue(experiments, texts, ports.machine.facts)),
    async run(request: RunRequestInput, observer: RunObserver) {
      return controller.run(checked(request), observer, options.run)
    },
    stop() {
      controller.stop()
      return Promise.resolve()
    },
    doctor: () => examine(pool, ports),
    async close() {
      controller.stop()
      await pool.close()
    },
  }
}

function checked(request: RunRequestInput): ReturnType<typeof runRequestSchema.parse> {
  const parsed = runRequestSchema.safeParse(request)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  // Names that cannot be parameters are told like names that are none.
  const isName = issue?.path[0] === 'set' && issue.code === 'custom'
  throw new LabError(
    isName ? 'UNKNOWN_PARAMETER' : 'USAGE',
    `the request does not parse: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    { allowed: 'what interleave list names', suggestion: 'interleave list' },
  )
}
