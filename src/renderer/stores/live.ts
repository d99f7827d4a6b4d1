import { defineStore } from 'pinia'
import { markRaw, shallowRef } from 'vue'
import type { RecordedTrial, RunEvent, RunPlanSummary } from '../../contract/events.ts'
import { decodeFrame, WORKER_STATES, type FrameTiles } from '../../contract/frames.ts'
import type { DeskSnapshot } from '../../contract/desk-wire.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import { ArmLive } from './arm-live.ts'
import { WorkerLive } from './worker-live.ts'

/** What is drawn of one run. None of it is reactive: whoever paints it subscribes. */
export interface LiveRun {
  readonly runId: string
  /** In the plan's order. */
  readonly arms: readonly ArmLive[]
  /** T1 first. */
  readonly workers: readonly WorkerLive[]
  /** The arm whose trial was heard of last. */
  arm: number
  /** Its trial; negative while warming up. */
  trial: number
  /** The image that its workers are at, as seen last; null where there is none. */
  tiles: FrameTiles | null
  finished: boolean
  /** Since its start; NaN while it goes on, and for a run that this page saw nothing of. */
  endedMillis: number
}

const RUNS = WORKER_STATES.indexOf('runs')
const PARKED = WORKER_STATES.indexOf('parked')
const FINISHED = WORKER_STATES.indexOf('finished')

/** Everything that changes faster than a page should be rendered: rates, states, sums per worker. */
export const useLiveStore = defineStore('live', () => {
  /** Another object for another run; what is inside changes without notice. */
  const run = shallowRef<LiveRun | null>(null)
  const listeners = new Set<() => void>()
  /** Frames taken and frames dropped since the page was loaded. */
  const counts = markRaw({ taken: 0, dropped: 0 })
  let lastSequence = 0
  /** The page's clock at the run's start, as the promptest message of the run shows it. */
  let startedMillis = Number.POSITIVE_INFINITY
  /** The latest moment of the run that anything was heard of, since its start. */
  let heardMillis = Number.NaN

  /** Has `listener` called when there is something new to paint. */
  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  function announce(): void {
    for (const listener of listeners) listener()
  }

  function begin(runId: string, arms: readonly ArmLive[]): LiveRun {
    const workers = Math.max(0, ...arms.map(arm => arm.roles.length))
    lastSequence = 0
    startedMillis = Number.POSITIVE_INFINITY
    heardMillis = Number.NaN
    const begun = {
      runId,
      arms,
      workers: Array.from({ length: workers }, () => new WorkerLive()),
      arm: 0,
      trial: 0,
      tiles: null,
      finished: false,
      endedMillis: Number.NaN,
    }
    run.value = begun
    return begun
  }

  function beginPlan(plan: RunPlanSummary): LiveRun {
    return begin(
      plan.runId,
      plan.arms.map(({ variant, roles }) => new ArmLive(variant, roles)),
    )
  }

  function trialEnded(of: LiveRun, recorded: RecordedTrial): void {
    const { arm, trial, perWorker, endedMillis } = recorded
    const live = of.arms[arm]
    if (live === undefined) return
    live.trialEnded(recorded)
    of.arm = arm
    of.trial = trial.index
    // The last frame came before the last tile.
    of.tiles = recorded.tiles ?? of.tiles
    const beganMillis = endedMillis - trial.durationMillis
    perWorker.forEach((figures, index) => {
      const worker = of.workers[index]
      if (worker === undefined) return
      worker.add(figures)
      worker.states.push(beganMillis, RUNS)
      worker.states.push(beganMillis + figures.measuredMillis, FINISHED)
      worker.rate = live.rates[index] ?? Number.NaN
    })
    for (const worker of of.workers) worker.states.push(endedMillis, PARKED)
    synchronize(endedMillis)
  }

  function synchronize(runMillis: number): void {
    startedMillis = Math.min(startedMillis, performance.now() - runMillis)
    heardMillis = Number.isNaN(heardMillis) ? runMillis : Math.max(heardMillis, runMillis)
  }

  /** Time since the run's start, now; NaN before anything was heard of it. */
  function nowMillis(): number {
    return Number.isFinite(startedMillis) ? performance.now() - startedMillis : Number.NaN
  }

  function onFrame(cells: Float64Array): void {
    const frame = decodeFrame(cells)
    const of = run.value
    const arm = frame === null ? undefined : of?.arms[frame.arm]
    const late = of === null || of.finished || frame === null || frame.sequence <= lastSequence
    if (late || arm === undefined || (frame.trial >= 0 && !arm.frame(frame))) {
      counts.dropped += 1
      return
    }
    lastSequence = frame.sequence
    counts.taken += 1
    of.arm = frame.arm
    of.trial = frame.trial
    of.tiles = frame.tiles
    synchronize(frame.runMillis)
    of.workers.forEach((worker, index) => {
      worker.states.push(frame.runMillis, frame.states[index] ?? PARKED)
      if (frame.trial >= 0) worker.rate = arm.rates[index] ?? Number.NaN
    })
    announce()
  }

  function onEvent(event: RunEvent): void {
    if (event.kind === 'run-started') {
      beginPlan(event.plan)
    } else {
      const of = run.value
      if (of?.runId !== event.runId || of.finished) return
      if (event.kind === 'trial-finished') trialEnded(of, event.recorded)
      if (event.kind === 'run-finished') finish(of, nowMillis())
    }
    announce()
  }

  function finish(of: LiveRun, endedMillis: number): void {
    of.finished = true
    of.endedMillis = endedMillis
  }

  /** Draws the run that goes on, or the last one, from what the desk remembers of it. */
  function onSnapshot({ underWay, last }: DeskSnapshot): void {
    if (underWay !== null) {
      const of = beginPlan(underWay.plan)
      for (const recorded of underWay.recorded) trialEnded(of, recorded)
    } else if (last === null) {
      run.value = null
    } else if (run.value?.runId === last.id) {
      // What was seen live is more than what the document tells.
      // Its end was not seen: what is drawn ends with what was heard last.
      if (!run.value.finished) finish(run.value, heardMillis)
    } else {
      showDocument(last)
    }
    announce()
  }

  function showDocument(document: RunDocument): void {
    const arms = document.variants.map(({ variant, series, trials }) => {
      const workers = series[0]?.operations[0]?.length ?? 0
      const arm = new ArmLive(
        variant,
        Array.from({ length: workers }, () => ''),
      )
      const byTrial = new Map(series.map(one => [one.trial, one]))
      for (const trial of trials) arm.trialEnded({ trial, series: byTrial.get(trial.index) ?? null, perWorker: [] })
      return arm
    })
    begin(document.id, arms).finished = true
  }

  return { run, counts, subscribe, nowMillis, onFrame, onEvent, onSnapshot }
})
