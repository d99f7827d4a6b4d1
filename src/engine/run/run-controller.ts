import { LabError } from '../../base/errors.ts'
import type { RunPreview } from '../../contract/events.ts'
import type { RunObserver } from '../../contract/lab.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { RunRequest } from '../../contract/run-request.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import type { MachineSize } from '../experiments/kit/params.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { ActiveRun } from './active-run.ts'
import { KeptRuns } from './kept-runs.ts'
import { experimentCalled, planRun, previewOf } from './run-plan.ts'
import type { RunOptions } from './run-options.ts'

/** The parts of the machine that plans depend on, as they are now. */
export type CurrentSize = () => MachineSize

/** Leads runs from request to document, one at a time. */
export class RunController {
  readonly #ports: Ports
  readonly #pool: WorkerPool
  readonly #experiments: Registry
  readonly #size: CurrentSize
  readonly #history: KeptRuns
  #active: ActiveRun | null = null
  /** One that comes while an experiment is loaded is meant for its run. */
  #stops = 0
  #series: { readonly id: string } | null = null
  #care: Promise<unknown> = Promise.resolve()

  constructor(
    ports: Ports,
    pool: WorkerPool,
    experiments: Registry,
    size: CurrentSize,
    history: KeptRuns = new KeptRuns(null, experiments),
  ) {
    this.#ports = ports
    this.#pool = pool
    this.#experiments = experiments
    this.#size = size
    this.#history = history
  }

  /**
   * What a request would run.
   * @throws {LabError} UNKNOWN_EXPERIMENT, and whatever {@link planRun} finds wrong with it
   */
  async preview(request: RunRequest): Promise<RunPreview> {
    const experiment = await experimentCalled(request.experiment, this.#experiments)
    return previewOf(planRun(request, experiment, this.#size(), 0), this.#ports.machine.facts.cores)
  }

  /**
   * Does something with the pool that no run may meet: runs wait for it.
   * @throws {LabError} BUSY during a run
   */
  async betweenRuns<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseWhileBusy()
    const turn = this.#care.then(work)
    this.#care = turn.catch(() => undefined) // whoever asked for it hears of it
    return turn
  }

  /**
   * @throws {LabError} BUSY with the id of the run that goes on
   * @throws {LabError} UNKNOWN_EXPERIMENT, and whatever {@link planRun} finds wrong with the request
   */
  async run(
    request: RunRequest,
    observer: RunObserver,
    options: RunOptions = { telemetry: true },
  ): Promise<RunDocument> {
    this.#refuseWhileBusy()
    return this.#run(request, observer, options, () => {
      // Another one may have begun while its experiment was loaded.
      this.#refuseWhileBusy()
    })
  }

  /**
   * Many runs that belong together: no other one comes between them.
   * @throws {LabError} BUSY with the id of the run or series that goes on
   */
  async series<T>(id: string, work: (run: RunController['run']) => Promise<T>): Promise<T> {
    this.#refuseWhileBusy()
    this.#series = { id }
    try {
      await this.#care
      return await work((request, observer, options) => this.#run(request, observer, options ?? { telemetry: true }))
    } finally {
      this.#series = null
    }
  }

  async #run(
    request: RunRequest,
    observer: RunObserver,
    options: RunOptions,
    check: () => void = () => undefined,
  ): Promise<RunDocument> {
    const stopsBefore = this.#stops
    const experiment = await experimentCalled(request.experiment, this.#experiments)
    check()
    const planned = planRun(request, experiment, this.#size(), this.#ports.machine.entropy())
    const plan = options.probes === false ? { ...planned, probes: false } : planned
    const active = new ActiveRun(this.#ports, this.#pool, plan, observer, options)
    const history = request.save ? this.#history : null
    this.#active = active
    if (this.#stops > stopsBefore) active.stop()
    try {
      await this.#care
      return await active.run(history)
    } finally {
      try {
        await this.#pool.shrink()
      } finally {
        this.#active = null
      }
    }
  }

  /** Asks the present run to end, if there is one. */
  stop(): void {
    this.#stops += 1
    this.#active?.stop()
  }

  /** Breaks the deadlock that the present trial leaves standing, if there is one. */
  release(): void {
    this.#active?.release()
  }

  #refuseWhileBusy(): void {
    const busy = this.#series ?? this.#active
    if (busy === null) return
    const what = this.#series === null ? 'run' : 'sweep'
    throw new LabError('BUSY', `${what} ${busy.id} is going on; one run at a time`, { suggestion: 'stop it, or wait' })
  }
}
