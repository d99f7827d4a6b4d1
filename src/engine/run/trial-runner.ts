import { invariant } from '../../base/assert.ts'
import type { RecordedTrial, RunEvent } from '../../contract/events.ts'
import type { Trial } from '../../contract/run-document.ts'
import { outcomeOf } from '../analysis/outcomes.ts'
import type { Session } from '../pool/session.ts'
import { figuresOf } from '../pool/trial-facts.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { Arm } from '../pool/worker-protocol.ts'
import type { Ports } from '../ports.ts'
import type { Sampler } from '../telemetry/sampler.ts'
import { aftermathOf } from '../experiments/kit/aftermath.ts'
import { DeadlockWatch, type Watching, type WatchListener } from './deadlock-watch.ts'
import { orderRisksIn } from './order-risk.ts'
import type { RunOptions } from './run-options.ts'
import { allArms, type PlannedTrial, type RunPlan } from './run-plan.ts'
import { awaitEnd, findingsOf, isReadable, limitsOf, reasonOf, STATE_OF, type EndOfTrial } from './trial-end.ts'

/** Looks at who waits for whom that a run keeps of one variant, at most: shared among its trials. */
const LOOKS_KEPT = 2000
const FEWEST_LOOKS = 10
const MOST_LOOKS = 500

/** What comes of a trial; `recorded` is null while warming up. */
export interface RanTrial {
  readonly trial: Trial
  readonly recorded: Omit<RecordedTrial, 'endedMillis'> | null
}

/** Runs the trials of one run, one after the other, on one session. */
export class TrialRunner {
  readonly #runId: string
  readonly #plan: RunPlan
  readonly #ports: Ports
  readonly #session: Session
  readonly #sampler: Sampler
  readonly #tell: (event: RunEvent) => void
  readonly #options: RunOptions
  #deadlocks: DeadlockWatch | null = null

  constructor(
    run: { readonly id: string; readonly plan: RunPlan } & RunOptions,
    ports: Ports,
    session: Session,
    sampler: Sampler,
    tell: (event: RunEvent) => void,
  ) {
    this.#runId = run.id
    this.#plan = run.plan
    this.#options = run
    this.#ports = ports
    this.#session = session
    this.#sampler = sampler
    this.#tell = tell
  }

  /** Breaks the deadlock that stands, if there is one. */
  release(): void {
    this.#deadlocks?.release()
  }

  async run({ arm, index, seed }: PlannedTrial): Promise<RanTrial> {
    const session = this.#session
    const { experiment } = this.#plan
    const { variant, params } = this.#arm(arm)
    const parties = experiment.roles(params).length
    session.startTrial({ arm, parties, seed, cores: this.#ports.machine.facts.cores })
    const view = session.view(arm)
    const tiles = view.tiles()
    const endSampling = this.#sampler.watch({ arm, trial: index, workers: view.seen(), tiles })
    // Nobody looks at who waits in a trial that is a point of a curve.
    const listener = arm < this.#plan.arms.length ? this.#listenerOf(arm, index) : UNHEARD
    const ended = await this.#endOf(view, this.#arm(arm), listener, index)
    const series = endSampling()
    const readable = isReadable(ended, session)
    const judgement = readable ? session.judge(arm) : null
    const completed = ended.end === 'finished'
    const state = STATE_OF[ended.end]
    const trial: Trial = {
      index,
      state,
      outcome: outcomeOf(experiment.outcomes(variant, params), state, judgement?.outcome ?? null),
      durationMillis: session.timing().measuredMillis,
      operations: session.done().operations,
      observed: judgement?.observed ?? {},
      reason: reasonOf(ended, session),
      ...(completed && judgement?.tally ? { tally: judgement.tally } : {}),
      ...(completed && judgement?.compared ? { compared: [...judgement.compared] } : {}),
    }
    if (index < 0) return { trial, recorded: null }
    const recorded = {
      arm,
      trial,
      measures: completed ? (judgement?.measures ?? {}) : {},
      findings: [...findingsOf(index, ended, session), ...orderRisksIn(trial, judgement)],
      failedChecks: completed ? (judgement?.failedChecks ?? []) : [],
      series,
      perWorker: readable ? figuresOf(view.cells) : [],
      waits: ended.waits?.record ?? null,
      tiles: completed && tiles !== null ? { trial: index, ...tiles.record() } : null,
      rejectedCandidates: ended.waits?.rejected ?? 0,
      detectorShare: ended.waits?.ownShare ?? null,
    }
    return { trial, recorded }
  }

  #listenerOf(arm: number, trial: number): WatchListener {
    return {
      changed: (resources, sample) => {
        this.#tell({ kind: 'waits-changed', runId: this.#runId, arm, trial, resources, sample })
      },
      proved: finding => {
        this.#tell({ kind: 'deadlock-proved', runId: this.#runId, arm, finding })
      },
    }
  }

  /** A trial that counts in no figure and that nobody hears of. */
  endOfProbe(view: TrialView, arm: Arm): Promise<EndOfTrial> {
    return this.#endOf(view, arm, UNHEARD, 0)
  }

  async #endOf(view: TrialView, { params }: Arm, listener: WatchListener, trial: number): Promise<EndOfTrial> {
    const { clock } = this.#ports
    const limits = limitsOf(this.#plan, params)
    // With telemetry off there are no counts to watch.
    const { telemetry, detector } = this.#options
    if (!telemetry) return awaitEnd(this.#session, null, clock, limits, null)
    const { experiment, trialsPerArm } = this.#plan
    const after = aftermathOf(params)
    const watching = {
      trial,
      armed: detector === 'armed' || experiment.charts.includes('wait-for-graph'),
      // Nobody looks at one that a probe or a warm-up leaves standing.
      after: (listener === UNHEARD || trial < 0) && after === 'stand' ? 'end' : after,
      keep: Math.min(MOST_LOOKS, Math.max(FEWEST_LOOKS, Math.floor(LOOKS_KEPT / trialsPerArm))),
    } satisfies Watching
    if (detector === 'off') return awaitEnd(this.#session, view, clock, limits, null)
    const deadlocks = new DeadlockWatch(clock, this.#session, view, watching, listener)
    this.#deadlocks = deadlocks
    try {
      return await awaitEnd(this.#session, view, clock, limits, deadlocks)
    } finally {
      this.#deadlocks = null
    }
  }

  #arm(index: number): Arm {
    const arm = allArms(this.#plan)[index]
    invariant(arm, `the plan has arm ${String(index)}`)
    return arm
  }
}

const UNHEARD: WatchListener = { changed: () => undefined, proved: () => undefined }
