import { toLabError } from '../../base/errors.ts'
import type { RecordedTrial, RunPhase, RunPlanSummary } from '../../contract/events.ts'
import type { RunObserver } from '../../contract/lab.ts'
import type { Calibration, Reason, RunDocument, Trial } from '../../contract/run-document.ts'
import type { RunState } from '../../contract/words.ts'
import { EventRecording } from '../pool/recording/event-recording.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerPool } from '../pool/worker-pool.ts'
import type { Ports } from '../ports.ts'
import { Sampler } from '../telemetry/sampler.ts'
import { calibrate } from './calibrate.ts'
import { CurveRun } from './curve-run.ts'
import type { KeptRuns } from './kept-runs.ts'
import { MachineWatch } from './machine-watch.ts'
import { allArms, mostWorkers, previewOf, type PlannedTrial, type RunPlan } from './run-plan.ts'
import { runProbes, type ProbedArm } from './run-probes.ts'
import type { RunOptions } from './run-options.ts'
import { buildRunDocument, type RunEnding } from './run-record.ts'
import { TrialRunner } from './trial-runner.ts'

/** Timers, signals and messages are let in at least this often. */
const YIELD_EVERY_MILLIS = 10

/** One run, from its plan to its document. */
export class ActiveRun {
  readonly id: string
  readonly #ports: Ports
  readonly #pool: WorkerPool
  readonly #plan: RunPlan
  readonly #observer: RunObserver
  readonly #options: RunOptions
  readonly #sampler: Sampler
  readonly #recorded: RecordedTrial[] = []
  readonly #curve: CurveRun | null
  readonly #machine: MachineWatch
  #probes: ReadonlyMap<number, ProbedArm> = new Map()
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
    this.#curve = plan.curve === null ? null : new CurveRun(pool, ports, plan, plan.curve, () => this.#stopAsked)
    this.id = `${plan.experiment.id}-${ports.machine.entropy().toString(36).padStart(7, '0')}`
    this.#startedMillis = ports.clock.nowMillis()
    this.#machine = new MachineWatch(ports)
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

  /** @param history keeps it, where it is to be kept */
  async run(history: KeptRuns | null): Promise<RunDocument> {
    const summary = this.#summary()
    this.#observer.event({ kind: 'run-started', runId: this.id, plan: summary })
    await history?.begin(summary)

    const { state, reason, calibration } = await this.#runTrials().catch((thrown: unknown) => failure(thrown))

    const warnings = this.#machine.end(this.#plan.experiment)
    const ending = { durationMillis: this.#elapsed(), state, reason, calibration, warnings }
    const extras = { probed: this.#probes, curve: this.#curve?.record ?? null }
    const document = buildRunDocument(summary, this.#plan.experiment, this.#recorded, ending, extras)
    this.#ended = true
    const keeping = (await history?.finish(document)) ?? undefined
    this.#observer.event({ kind: 'run-finished', runId: this.id, document, ...(keeping && { keeping }) })
    return document
  }

  async #runTrials(): Promise<Omit<RunEnding, 'durationMillis'>> {
    await this.#calibrateCurve('before')
    const { experiment, order, primitives, recordsEvents } = this.#plan
    const [arms, workers] = [allArms(this.#plan), mostWorkers(this.#plan)]
    const recording = recordsEvents ? new EventRecording() : null
    const session = await this.#pool.open(
      { experiment, arms, workers, primitives, telemetry: this.#options.telemetry, recording: recording?.memory },
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
      await this.#runProbes(session, runner, recording)
    } finally {
      this.#session = null
      this.#runner = null
      await this.#pool.release(session)
    }
    return { state: null, reason: null, calibration: await this.#calibrate() }
  }

  async #runProbes(session: Session, runner: TrialRunner, recording: EventRecording | null): Promise<void> {
    this.#probes = await runProbes({
      plan: this.#plan,
      ports: this.#ports,
      session,
      recording,
      stopped: () => this.#stopAsked,
      endOf: (view, arm) => runner.endOfProbe(view, arm),
    })
  }

  /** Only where a figure needs it: it takes a third of a second. */
  async #calibrate(): Promise<Calibration | null> {
    const ofCurve = await this.#calibrateCurve('after')
    if (ofCurve !== null || this.#stopAsked) return ofCurve
    const needed = this.#recorded.some(({ measures }) => measures['cpu-per-wall'] !== undefined)
    if (!needed) return null
    this.#enter('calibrating')
    const { busyWorkers: workers, seed } = this.#plan
    return calibrate(this.#pool, this.#ports, { workers, seed, stopped: () => this.#stopAsked })
  }

  /** @returns the calibration of as many workers as was asked for, where there is a curve */
  async #calibrateCurve(when: 'before' | 'after'): Promise<Calibration | null> {
    if (this.#curve === null || this.#stopAsked) return null
    this.#enter('calibrating')
    return this.#curve.calibrate(when)
  }

  #runnerOn(session: Session): TrialRunner {
    const run = { id: this.id, plan: this.#plan, ...this.#options }
    return new TrialRunner(run, this.#ports, session, this.#sampler, event => {
      this.#observer.event(event)
    })
  }

  async #runTrial(runner: TrialRunner, planned: PlannedTrial): Promise<Trial> {
    const { trial, recorded } = await runner.run(planned)
    this.#machine.look()
    if (recorded !== null && this.#curve?.isOfCurve(planned.arm) === true) {
      const progress = this.#curve.keep(recorded)
      this.#observer.event({ kind: 'curve-advanced', runId: this.id, progress })
    } else if (recorded !== null) {
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
