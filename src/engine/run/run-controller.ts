import { LabError, toLabError } from '../../base/errors.ts'
import type { RecordedTrial, RunPhase, RunPlanSummary, RunPreview } from '../../contract/events.ts'
import type { RunObserver } from '../../contract/lab.ts'
import type { Calibration, Probe, Reason, RunDocument, Trial } from '../../contract/run-document.ts'
import type { RunRequest } from '../../contract/run-request.ts'
import type { RunState } from '../../contract/words.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { MachineSize } from '../experiments/kit/params.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { Sampler } from '../telemetry/sampler.ts'
import { calibrate } from './calibrate.ts'
import { planRun, previewOf, type PlannedTrial, type RunPlan } from './run-plan.ts'
import { buildRunDocument, type RunEnding } from './run-record.ts'
import { TrialRunner } from './trial-runner.ts'

/** Timers, signals and messages are let in at least this often. */
const YIELD_EVERY_MILLIS = 10

export interface RunOptions {
  /** Live operation counts; switched off only to measure what they cost. */
  readonly telemetry: boolean
}

/** The parts of the machine that plans depend on, as they are now. */
export type CurrentSize = () => MachineSize

/** Leads runs from request to document, one at a time. */
export class RunController {
  readonly #ports: Ports
  readonly #pool: WorkerPool
  readonly #experiments: readonly Experiment[]
  readonly #size: CurrentSize
  #active: ActiveRun | null = null
  #care: Promise<unknown> = Promise.resolve()

  constructor(ports: Ports, pool: WorkerPool, experiments: readonly Experiment[], size: CurrentSize) {
    this.#ports = ports
    this.#pool = pool
    this.#experiments = experiments
    this.#size = size
  }

  /** What a request would run. @throws {LabError} whatever {@link planRun} finds wrong with it */
  preview(request: RunRequest): RunPreview {
    return previewOf(planRun(request, this.#experiments, this.#size(), 0), this.#ports.machine.facts.cores)
  }

  /**
   * Does something with the pool that no run may meet: runs wait for it.
   * @throws {LabError} BUSY during a run
   */
  async betweenRuns<T>(work: () => Promise<T>): Promise<T> {
    if (this.#active !== null) throw this.#busy(this.#active)
    const turn = this.#care.then(work)
    this.#care = turn.catch(() => undefined) // whoever asked for it hears of it
    return turn
  }

  /**
   * @throws {LabError} BUSY with the id of the run that goes on
   * @throws {LabError} whatever {@link planRun} finds wrong with the request
   */
  async run(
    request: RunRequest,
    observer: RunObserver,
    options: RunOptions = { telemetry: true },
  ): Promise<RunDocument> {
    if (this.#active !== null) throw this.#busy(this.#active)
    const plan = planRun(request, this.#experiments, this.#size(), this.#ports.machine.entropy())
    const active = new ActiveRun(this.#ports, this.#pool, plan, observer, options)
    this.#active = active
    try {
      await this.#care
      return await active.run()
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
    this.#active?.stop()
  }

  /** Breaks the deadlock that the present trial leaves standing, if there is one. */
  release(): void {
    this.#active?.release()
  }

  #busy({ id }: ActiveRun): LabError {
    return new LabError('BUSY', `run ${id} is going on; one run at a time`, { suggestion: 'stop it, or wait' })
  }
}

class ActiveRun {
  readonly id: string
  readonly #ports: Ports
  readonly #pool: WorkerPool
  readonly #plan: RunPlan
  readonly #observer: RunObserver
  readonly #options: RunOptions
  readonly #sampler: Sampler
  readonly #recorded: RecordedTrial[] = []
  readonly #probes = new Map<number, Probe>()
  readonly #startedMillis: number
  #session: Session | null = null
  #runner: TrialRunner | null = null
  #workersReady = 0
  #stopAsked = false
  #ended = false

  constructor(ports: Ports, pool: WorkerPool, plan: RunPlan, observer: RunObserver, options: RunOptions) {
    this.#ports = ports
    this.#pool = pool
    this.#plan = plan
    this.#observer = observer
    this.#options = options
    this.id = `${plan.experiment.id}-${ports.machine.entropy().toString(36).padStart(7, '0')}`
    this.#startedMillis = ports.clock.nowMillis()
    this.#sampler = new Sampler(
      ports.clock,
      frame => {
        observer.frame(frame)
      },
      this.#startedMillis,
    )
  }

  stop(): void {
    if (!this.#ended) this.#enter('stopping')
    this.#stopAsked = true
    this.#session?.endEarly('stop')
  }

  release(): void {
    this.#runner?.release()
  }

  async run(): Promise<RunDocument> {
    const summary = this.#summary()
    this.#observer.event({ kind: 'run-started', runId: this.id, plan: summary })

    const { state, reason, calibration } = await this.#runTrials().catch((thrown: unknown) => failure(thrown))

    const ending = { durationMillis: this.#elapsed(), state, reason, calibration }
    const document = buildRunDocument(summary, this.#plan.experiment, this.#recorded, ending, this.#probes)
    this.#ended = true
    this.#observer.event({ kind: 'run-finished', runId: this.id, document })
    return document
  }

  async #runTrials(): Promise<Omit<RunEnding, 'durationMillis'>> {
    const { experiment, arms, workers, order, primitives } = this.#plan
    const session = await this.#pool.open(
      { experiment, arms, workers, primitives, telemetry: this.#options.telemetry },
      () => this.#stopAsked,
      ready => {
        this.#workersReady = ready
        this.#enter('booting')
      },
    )
    this.#session = session
    const runner = this.#runnerOn(session)
    this.#runner = runner
    this.#enter('measuring')
    try {
      let yieldedAt = this.#ports.clock.nowMillis()
      for (const planned of order) {
        if (this.#stopAsked) return { state: 'cancelled', reason: null, calibration: null }
        const trial = await this.#runTrial(runner, planned)
        if (trial.state === 'cancelled') return { state: 'cancelled', reason: null, calibration: null }
        if (trial.state === 'crashed' && trial.outcome === null) {
          return { state: 'crashed', reason: trial.reason, calibration: null }
        }
        if (this.#ports.clock.nowMillis() - yieldedAt > YIELD_EVERY_MILLIS) {
          await this.#ports.clock.yield()
          yieldedAt = this.#ports.clock.nowMillis()
        }
        await session.ready()
      }
      if (this.#plan.probes) await this.#runProbes(session, runner)
    } finally {
      this.#session = null
      this.#runner = null
      await this.#pool.release(session)
    }
    return { state: null, reason: null, calibration: await this.#calibrate() }
  }

  /** One more trial of each arm, looked at closely. A stop leaves the rest out: all that counts is done by then. */
  async #runProbes(session: Session, runner: TrialRunner): Promise<void> {
    for (const arm of this.#plan.arms.keys()) {
      await this.#ports.clock.yield()
      await session.ready()
      if (this.#stopAsked) return
      const probe = await runner.probe(arm)
      if (probe === null) return
      this.#probes.set(arm, probe)
    }
  }

  /** Only where a figure needs it: it takes a third of a second. */
  async #calibrate(): Promise<Calibration | null> {
    const needed = this.#recorded.some(({ measures }) => measures['cpu-per-wall'] !== undefined)
    if (!needed) return null
    this.#enter('calibrating')
    const { workers, seed } = this.#plan
    return calibrate(this.#pool, this.#ports, { workers, seed, stopped: () => this.#stopAsked })
  }

  #runnerOn(session: Session): TrialRunner {
    const run = { id: this.id, plan: this.#plan, telemetry: this.#options.telemetry }
    return new TrialRunner(run, this.#ports, session, this.#sampler, event => {
      this.#observer.event(event)
    })
  }

  async #runTrial(runner: TrialRunner, planned: PlannedTrial): Promise<Trial> {
    const { trial, recorded } = await runner.run(planned)
    if (recorded !== null) {
      const kept = { ...recorded, endedMillis: this.#elapsed() }
      this.#recorded.push(kept)
      this.#observer.event({ kind: 'trial-finished', runId: this.id, recorded: kept })
    }
    return trial
  }

  #elapsed(): number {
    return this.#ports.clock.nowMillis() - this.#startedMillis
  }

  /** Once a stop was asked for, nothing else is worth telling. */
  #enter(phase: RunPhase): void {
    if (this.#stopAsked) return
    this.#observer.event({ kind: 'phase-changed', runId: this.id, phase, workersReady: this.#workersReady })
  }

  #summary(): RunPlanSummary {
    const { clock, machine } = this.#ports
    return {
      ...previewOf(this.#plan, machine.facts.cores),
      runId: this.id,
      seed: this.#plan.seed,
      startedAt: clock.wallTime(),
      machine: machine.facts,
      versions: machine.versions,
      primitives: this.#plan.primitives,
    }
  }
}

/** A run that the lab itself could not carry out. */
function failure(thrown: unknown): { state: RunState; reason: Reason | null; calibration: null } {
  const error = toLabError(thrown)
  if (error.code === 'STOPPED') return { state: 'cancelled', reason: null, calibration: null }
  return { state: 'failed', reason: { code: error.code, message: error.message }, calibration: null }
}
