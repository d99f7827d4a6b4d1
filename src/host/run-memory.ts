import type { DeadlockProved, RunUnderWay, WaitsChanged } from '../contract/desk-wire.ts'
import type { CurveProgress, RecordedTrial, RunEvent, RunPhase, RunPlanSummary } from '../contract/events.ts'
import type { RunDocument } from '../contract/run-document.ts'

/** Runs whose reports can still be asked for. */
const DOCUMENTS = 10
/** Trials of a run under way whose samples a page gets when it comes late; older ones keep their results only. */
const DETAILED_TRIALS = 100

/** What has been told of runs so far, for whoever comes later. */
export class RunMemory {
  readonly #documents: RunDocument[] = []
  #plan: RunPlanSummary | null = null
  #recorded: RecordedTrial[] = []
  #phase: RunPhase = 'booting'
  #workersReady = 0
  #waits: WaitsChanged | null = null
  #deadlock: DeadlockProved | null = null
  #curve: CurveProgress | null = null

  constructor(last: RunDocument | null = null) {
    if (last !== null) this.#documents.push(last)
  }

  hear(event: RunEvent): void {
    switch (event.kind) {
      case 'run-started':
        this.#plan = event.plan
        this.#recorded = []
        this.#phase = 'booting'
        this.#workersReady = 0
        this.#waits = null
        this.#deadlock = null
        this.#curve = null
        return
      case 'phase-changed':
        this.#phase = event.phase
        this.#workersReady = event.workersReady
        return
      case 'waits-changed':
        this.#waits = event
        return
      case 'deadlock-proved':
        this.#deadlock = event
        return
      case 'curve-advanced':
        this.#curve = event.progress
        return
      case 'trial-finished':
        this.#waits = null
        this.#deadlock = null
        this.#recorded.push(event.recorded)
        return
      case 'run-finished':
        this.#plan = null
        this.#recorded = []
        this.#documents.push(event.document)
        if (this.#documents.length > DOCUMENTS) this.#documents.shift()
    }
  }

  get underWay(): RunUnderWay | null {
    if (this.#plan === null) return null
    const older = this.#recorded.length - DETAILED_TRIALS
    return {
      plan: this.#plan,
      phase: this.#phase,
      workersReady: this.#workersReady,
      waits: this.#waits,
      deadlock: this.#deadlock,
      curve: this.#curve,
      recorded: this.#recorded.map((record, index) =>
        index < older ? { ...record, series: null, perWorker: [], waits: null, tiles: null } : record,
      ),
    }
  }

  /** All of the run under way, for the story of its crash. */
  get recorded(): readonly RecordedTrial[] {
    return this.#recorded
  }

  get last(): RunDocument | null {
    return this.#documents.at(-1) ?? null
  }

  /** One of the runs that ended last; undefined for any other. */
  find(runId: string): RunDocument | undefined {
    return this.#documents.findLast(({ id }) => id === runId)
  }
}
