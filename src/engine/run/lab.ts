import type { Lab, RunObserver } from '../../contract/lab.ts'
import type { Keeping } from '../../contract/history.ts'
import { DEFAULT_CORES_KEPT_FREE, type PoolState } from '../../contract/pool.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { runRequestSchema, type RunRequestInput } from '../../contract/run-request.ts'
import { sweepRequestSchema } from '../../contract/sweep-request.ts'
import { LabError } from '../../base/errors.ts'
import { registry as registered } from '../experiments/index.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import { count, defaultWorkers, parseParam } from '../experiments/kit/params.ts'
import { loadAll, registryOf } from '../experiments/kit/registry.ts'
import { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { buildCatalogue } from './build-catalogue.ts'
import { compareReferences } from './compare-references.ts'
import { describeModels } from './describe-models.ts'
import { examine } from './examine.ts'
import { Explorations } from './explorations.ts'
import { KeptRuns } from './kept-runs.ts'
import { Overlays } from './overlays.ts'
import { RunController } from './run-controller.ts'
import type { RunOptions } from './run-options.ts'
import { SweepController } from './sweep-controller.ts'

export interface LabOptions {
  /** In place of the registered ones; workers must know the same. */
  readonly experiments?: readonly Experiment[]
  /** Start as many workers as the machine has cores ahead of the first run. */
  readonly warm?: boolean
  /** Threads to keep between runs even where the cores ask for fewer: benches of more threads than cores want warm code. */
  readonly threadsKept?: number
  readonly run?: RunOptions
  /** Explore models in files, too: whoever asks for that runs them as programs. */
  readonly modelFiles?: boolean
  /** @see Lab.keepCoresFree; more than the machine can spare is as much as it can spare */
  readonly coresKeptFree?: number
}

/** A lab with the facts that its host may want to know about it. */
export interface OpenLab extends Lab {
  /** Worker threads that exist now. */
  readonly threadCount: number
  /** Keeps a run that another host's end cut off; null where the lab keeps no history. */
  keep(document: RunDocument): Promise<Keeping | null>
  /** Tells `listener` the pool's state whenever it has changed, before whatever comes of that; one listener. */
  onPoolChange(listener: (pool: PoolState) => void): void
}

/** What reports are made by lies outside what runs know. */
type Reporting = 'report' | 'reportComparison' | 'sweepReport' | 'reportOffers'

/** A lab on the given ports, but for its reports. */
export function openLab(ports: Ports, options: LabOptions): Omit<OpenLab, Reporting> {
  const experiments = options.experiments === undefined ? registered : registryOf(options.experiments)
  const { cores } = ports.machine.facts
  let coresKeptFree = Math.min(options.coresKeptFree ?? DEFAULT_CORES_KEPT_FREE, cores - 1)
  const size = () => ({ cores, coresKeptFree })
  const threadsKept = options.threadsKept ?? 0
  const pool = new WorkerPool(ports.threads, ports.clock, poolSize(size(), threadsKept))
  const history = new KeptRuns(ports.runs ?? null, experiments)
  const controller = new RunController(ports, pool, experiments, size, history)
  const explorations = new Explorations(ports.searches ?? null, experiments, options.modelFiles === true, ports.clock)
  const sweeps = new SweepController(ports, pool, controller, experiments, size, history.sweeps)
  const stop = (): void => {
    sweeps.stop()
    controller.stop()
  }
  const overlays = new Overlays(pool, ports)
  if (options.warm === true) pool.warm()
  const poolState = (): PoolState => ({
    size: pool.size,
    ...size(),
    defaultWorkers: defaultWorkers(size()),
    threads: pool.threads,
  })
  return {
    history,
    keep: document => history.finish(document),
    get threadCount() {
      return pool.threadCount
    },
    // Whoever runs one experiment needs neither the others nor their lessons.
    async catalogue() {
      const [all, { texts }] = await Promise.all([loadAll(experiments), import('../experiments/texts.ts')])
      return buildCatalogue(all, texts, size())
    },
    preview: async (request: RunRequestInput) => controller.preview(checked(request, runRequestSchema)),
    async run(request: RunRequestInput, observer: RunObserver) {
      return controller.run(checked(request, runRequestSchema), observer, options.run)
    },
    previewSweep: async request => sweeps.preview(checked(request, sweepRequestSchema)),
    sweep: async (request, observer) => sweeps.sweep(checked(request, sweepRequestSchema), observer),
    resumeSweep: (id, observer) => sweeps.resume(id, observer),
    stop() {
      stop()
      return Promise.resolve()
    },
    release() {
      controller.release()
      return Promise.resolve()
    },
    models: () => describeModels(size()),
    explore: (request, progress) => explorations.explore(request, progress),
    overlay: (request, progress) => controller.betweenRuns(() => overlays.run(request, progress)),
    stopExploring() {
      explorations.stop()
      overlays.stop()
      return Promise.resolve()
    },
    replay: line => explorations.replay(line),
    doctor: () => controller.betweenRuns(() => examine(pool, ports, size())),
    compare: runs => compareReferences(runs, history),
    onPoolChange(listener) {
      pool.onChange(() => {
        listener(poolState())
      })
    },
    pool: () => Promise.resolve(poolState()),
    async rebuildPool() {
      await controller.betweenRuns(() => pool.rebuild())
      return poolState()
    },
    async keepCoresFree(given: number) {
      const allowed = count({ min: 0, max: cores - 1, default: DEFAULT_CORES_KEPT_FREE, help: '' })
      const kept = Number(parseParam('coresKeptFree', allowed, given, size()))
      await controller.betweenRuns(async () => {
        coresKeptFree = kept
        await pool.resize(poolSize(size(), threadsKept))
      })
      return poolState()
    },
    async close() {
      overlays.stop()
      stop()
      await Promise.all([pool.close(), explorations.close()])
      await history.close()
    },
  }
}

/** As many threads are kept warm as cores are to spare; every run needs two. */
function poolSize(
  { cores, coresKeptFree }: { readonly cores: number; readonly coresKeptFree: number },
  atLeast: number,
): number {
  return Math.max(2, cores - coresKeptFree, atLeast)
}

interface Schema<T> {
  safeParse(
    value: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: { path: PropertyKey[]; code?: string; message: string }[] } }
}

function checked<T>(request: unknown, schema: Schema<T>): T {
  const parsed = schema.safeParse(request)
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
