import { invariant } from '../../base/assert.ts'
import type { SweepDocument, SweepMachine, SweepPlan, SweepPoint, SweepSitting } from '../../contract/sweep.ts'
import type { Shard } from '../../contract/sweep-request.ts'
import type { KeptSweep, Ports } from '../ports.ts'
import { isIn, pointsOf, sweepId, type PlannedPoint } from './sweep-plan.ts'
import { mergedSweeps, sweepOf, type Fitting, type SweepRecord } from './sweep-record.ts'

/** What is to be done: a plan or a part of one, with what was done of it before. */
export interface SweepTask {
  readonly plan: SweepPlan
  readonly shards: readonly Shard[]
  /** What the history has of this plan, of this part or of others. */
  readonly before: KeptSweep | null
  readonly save: boolean
}

/** One sitting at a sweep: what was done before it, and what it adds. */
export class SweepWork {
  readonly id: string
  readonly plan: SweepPlan
  readonly #task: SweepTask
  readonly #here: SweepMachine
  readonly #startedAt: string
  readonly #points: SweepPoint[] = []
  #sitting: SweepSitting
  /** Until it is said why points are missing, whoever worked on it is gone. */
  #cut: SweepRecord['cut'] = 'interrupted'
  #document: SweepDocument

  /** @throws {LabError} SWEEP_CONFLICT where another version did what was done before */
  constructor(task: SweepTask, { clock, machine }: Ports) {
    this.plan = task.plan
    this.id = sweepId(task.plan)
    this.#task = task
    this.#here = { machine: machine.facts, versions: machine.versions }
    this.#startedAt = clock.wallTime()
    this.#sitting = { machine: 0, startedAt: this.#startedAt, before: [], after: [] }
    this.#document = this.#folded()
  }

  /** Points that are not done yet, in their order. */
  get left(): readonly PlannedPoint[] {
    const done = new Set(this.#document.points.map(({ index }) => index))
    return pointsOf(this.plan).filter(({ index }) => isIn(this.#task.shards, index) && !done.has(index))
  }

  /** It is to be in the history. */
  get isKept(): boolean {
    return this.#task.save
  }

  get document(): SweepDocument {
    return this.#document
  }

  /** @returns the point as the document has it */
  add(point: SweepPoint): SweepPoint {
    this.#points.push(point)
    this.#document = this.#folded()
    const added = this.#document.points.find(({ index }) => index === point.index)
    invariant(added, `point ${String(point.index)} was added`)
    return added
  }

  calibrated(when: 'before' | 'after', capacities: SweepSitting['before']): void {
    this.#sitting = { ...this.#sitting, [when]: capacities }
    this.#document = this.#folded()
  }

  /** Nothing more comes in this sitting. @param cancelled it was asked to end */
  finish(cancelled: boolean): void {
    if (cancelled) this.#cut = 'cancelled'
    this.#document = this.#folded('now')
  }

  #folded(fitting: Fitting = 'later'): SweepDocument {
    const record: SweepRecord = {
      plan: this.plan,
      shards: this.#task.shards,
      startedAt: this.#startedAt,
      points: this.#points,
      machines: [this.#here],
      sittings: [this.#sitting],
      cut: this.#cut,
    }
    const { before } = this.#task
    if (before === null) return sweepOf(record, fitting)
    return mergedSweeps([before.document, sweepOf(record, 'later')], { cut: this.#cut, fitting })
  }
}
