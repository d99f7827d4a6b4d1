import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { Keeping } from '../../contract/history.ts'
import type { RunObserver } from '../../contract/lab.ts'
import type { SweepDocument, SweepPlan } from '../../contract/sweep.ts'
import type { SweepObserver, SweepPreview } from '../../contract/sweep-events.ts'
import type { SweepRequest } from '../../contract/sweep-request.ts'
import type { Registry } from '../experiments/kit/registry.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { measureCapacity } from './calibrate.ts'
import type { KeptSweeps } from './kept-sweeps.ts'
import type { CurrentSize, RunController } from './run-controller.ts'
import { experimentCalled } from './run-plan.ts'
import { isWorkersSweep } from './sweep-curves.ts'
import { isIn, planSweep, pointsOf, runAt, sweepId } from './sweep-plan.ts'
import { sweepPoint } from './sweep-point.ts'
import { SweepWork, type SweepTask } from './sweep-work.ts'

/** As many as a run's curve has. */
const CALIBRATION_ROUNDS = 5

/** Points are told of when they are done. */
const NOBODY: RunObserver = { event: () => undefined, frame: () => undefined }

/** Leads sweeps from request to document: a run at each of their points, one after the other, each kept before the next. */
export class SweepController {
  readonly #ports: Ports
  readonly #pool: WorkerPool
  readonly #runs: RunController
  readonly #experiments: Registry
  readonly #size: CurrentSize
  /** Null: nothing is kept. */
  readonly #sweeps: KeptSweeps | null
  #stops = 0
  /** When the present sweep was asked for: a later one stops it, also where it comes before the first point. */
  #stopsBefore = 0

  constructor(
    ports: Ports,
    pool: WorkerPool,
    runs: RunController,
    experiments: Registry,
    size: CurrentSize,
    sweeps: KeptSweeps | null,
  ) {
    this.#ports = ports
    this.#pool = pool
    this.#runs = runs
    this.#experiments = experiments
    this.#size = size
    this.#sweeps = sweeps
  }

  /** @throws {LabError} whatever {@link planSweep} finds wrong with the request */
  async preview(request: SweepRequest): Promise<SweepPreview> {
    const { plan, shards, before } = await this.#taskOf(request, await this.#planOf(request))
    const due = pointsOf(plan).filter(({ index }) => isIn(shards, index))
    const done = new Set(before?.document.points.map(({ index }) => index))
    return { id: sweepId(plan), plan, points: due.length, done: due.filter(({ index }) => done.has(index)).length }
  }

  /**
   * Measures what the history does not have of a sweep yet.
   * @throws {LabError} BUSY during a run or another sweep, here or in another process; whatever {@link planSweep} finds
   * wrong with the request; USAGE where nothing is left to be done
   */
  async sweep(request: SweepRequest, observer: SweepObserver): Promise<SweepDocument> {
    const stopsBefore = this.#stops
    const plan = await this.#planOf(request)
    return this.#runs.series(sweepId(plan), async run => {
      this.#stopsBefore = stopsBefore
      return this.#carryOut(await this.#taskOf(request, plan), run, observer)
    })
  }

  /**
   * Goes on with a sweep of the history.
   * @param id or null: the one that was begun last and is not whole
   * @throws {LabError} as {@link sweep}, and UNKNOWN_RUN
   */
  async resume(id: string | null, observer: SweepObserver): Promise<SweepDocument> {
    const sweeps = this.#sweeps
    if (sweeps === null) throw noHistory()
    const stopsBefore = this.#stops
    const sweep = await sweeps.toResume(id)
    return this.#runs.series(sweep, async run => {
      this.#stopsBefore = stopsBefore
      const before = await sweeps.find(sweep)
      if (before === null) {
        throw new LabError('UNKNOWN_RUN', `sweep "${printable(sweep)}" is not in the history`, {
          allowed: 'the id of a sweep that it lists, or "last"',
          suggestion: 'interleave history',
        })
      }
      const { plan, shards } = before.document
      return this.#carryOut({ plan, shards, before, save: true }, run, observer)
    })
  }

  /** Asks the present sweep to end, if there is one; its run is stopped by who runs it. */
  stop(): void {
    this.#stops += 1
  }

  async #planOf(request: SweepRequest): Promise<SweepPlan> {
    const experiment = await experimentCalled(request.experiment, this.#experiments)
    return planSweep(request, experiment, this.#size(), this.#ports.machine.entropy())
  }

  async #taskOf(request: SweepRequest, plan: SweepPlan): Promise<SweepTask> {
    const shards = request.shard === null ? [] : [request.shard]
    const before = (request.save ? await this.#sweeps?.before(sweepId(plan)) : null) ?? null
    return { plan, shards, before, save: request.save }
  }

  async #carryOut(task: SweepTask, run: RunController['run'], observer: SweepObserver): Promise<SweepDocument> {
    const work = new SweepWork(task, this.#ports)
    const left = work.left.length
    if (left === 0) throw nothingLeft(work.id, task)
    if (task.save) await this.#sweeps?.begin(work.document, task.before?.revision ?? null)
    observer.sweep({ kind: 'sweep-started', sweep: work.document, left })
    try {
      await this.#measure(work, run, observer)
      work.finish(this.#isStopped())
    } catch (thrown) {
      await this.#keep(work, false) // what was measured until then is whole
      throw thrown
    }
    const keeping = await this.#keep(work, false)
    const sweep = work.document
    observer.sweep({ kind: 'sweep-finished', sweep, ...(keeping !== null && { keeping }) })
    return sweep
  }

  async #measure(work: SweepWork, run: RunController['run'], observer: SweepObserver): Promise<void> {
    await this.#calibrate(work, 'before', observer)
    const { left, plan } = work
    for (const [done, planned] of left.entries()) {
      if (this.#isStopped()) return
      observer.sweep({ kind: 'sweep-point-started', sweepId: work.id, values: planned.values })
      const document = await run(runAt(plan, planned), NOBODY, { telemetry: true, probes: false })
      if (document.state === 'cancelled') return
      const point = work.add(sweepPoint(planned, document, 0))
      await this.#keep(work, true)
      const { machines } = work.document
      observer.sweep({ kind: 'sweep-advanced', sweepId: work.id, point, machines, left: left.length - done - 1 })
    }
    await this.#calibrate(work, 'after', observer)
  }

  /** @returns null where it is not to be kept */
  async #keep(work: SweepWork, underWay: boolean): Promise<Keeping | null> {
    return (work.isKept ? await this.#sweeps?.keep(work.document, underWay) : null) ?? null
  }

  #isStopped(): boolean {
    return this.#stops > this.#stopsBefore
  }

  /** What independent computing reaches, where laws may be fitted to what was swept. */
  async #calibrate(work: SweepWork, when: 'before' | 'after', observer: SweepObserver): Promise<void> {
    if (this.#isStopped() || !isWorkersSweep(work.plan)) return
    observer.sweep({ kind: 'sweep-calibrating', sweepId: work.id })
    const counts = work.plan.axes.flatMap(({ values }) => values.map(Number))
    const sizes = [...new Set([1, ...counts])].toSorted((a, b) => a - b)
    const how = { rounds: CALIBRATION_ROUNDS, stopped: () => this.#isStopped() }
    const capacities = await measureCapacity(this.#pool, this.#ports, sizes, how)
    if (this.#isStopped()) return
    work.calibrated(
      when,
      capacities.map(({ workers, rates }) => ({ workers, rates: [...rates] })),
    )
  }
}

function noHistory(): LabError {
  return new LabError('HISTORY_UNAVAILABLE', 'this lab keeps no history with a sweep to go on with', {
    allowed: 'a lab with a data folder',
    suggestion: 'the whole sweep anew',
  })
}

function nothingLeft(id: string, { shards }: SweepTask): LabError {
  const what = shards.length === 0 ? 'all of its points' : 'all points of this part'
  return new LabError('USAGE', `sweep ${id} is in the history already, with ${what}`, {
    allowed: 'another seed, other values, or --no-save',
    suggestion: `interleave history show ${id}`,
  })
}
