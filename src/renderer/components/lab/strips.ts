import { workerName } from '../../../base/text.ts'
import type { Curve } from '../../../charts/thin-curve.ts'
import type { Strip, ThroughputFigure, Trouble } from '../../../charts/throughput-over-time.ts'
import { ArmLive } from '../../stores/arm-live.ts'
import type { RateRing } from '../../stores/rate-ring.ts'
import type { ShownArm } from './shown-run.ts'

/** A sample that came a whole sampling period too late was held up by the machine. */
const BUSY_MILLIS = 50
/** Words on a curve, before they hide it. */
const MOST_TROUBLES = 3

/** The strips of one variant as they stand. Its curves read the ring itself: nothing is copied. */
export function stripsOf(live: ArmLive, troubles: readonly Trouble[]): ThroughputFigure {
  const { ring } = live
  const workers = live.roles.map((_role, worker): Strip => ({
    label: workerName(worker),
    curve: curveOf(ring, index => ring.rate(worker, index)),
  }))
  const newest = ring.length === 0 ? 0 : ring.timeMillis(ring.length - 1)
  // A ring that is full has forgotten how it began.
  const oldest = ring.length === ring.capacity ? ring.timeMillis(0) : 0
  const fromSeconds = oldest / 1000
  return {
    workers,
    total: workers.length > 1 ? { label: 'all', curve: curveOf(ring, index => ring.total(index)) } : null,
    fromSeconds,
    toSeconds: Math.max(newest, live.measuredMillis) / 1000,
    troubles: troubles.filter(({ atSeconds }) => atSeconds >= fromSeconds),
  }
}

function curveOf(ring: RateRing, y: Curve['y']): Curve {
  return { length: ring.length, x: index => ring.timeMillis(index) / 1000, y }
}

/** The strips of a run that this page did not see while it went on: what its document still tells. */
export function armOfDocument({ variant, workers, trials, series }: ShownArm): ArmLive {
  const roles = Array.from({ length: workers }, () => '')
  const arm = new ArmLive(variant, roles)
  const byTrial = new Map(series.map(one => [one.trial, one]))
  for (const trial of trials) arm.trialEnded({ trial, series: byTrial.get(trial.index) ?? null, perWorker: [] })
  return arm
}

/** Where samples came late, on the variant's own measured time. */
export function troublesOf({ trials, series }: ShownArm): Trouble[] {
  const troubles: (Trouble & { readonly millis: number })[] = []
  const byTrial = new Map(series.map(one => [one.trial, one]))
  let before = 0
  for (const { index, durationMillis } of trials) {
    const sampled = byTrial.get(index)
    sampled?.latenessMillis.forEach((millis, sample) => {
      if (millis < BUSY_MILLIS) return
      const atSeconds = (before + (sampled.atMillis[sample] ?? 0)) / 1000
      troubles.push({ atSeconds, word: 'host busy', millis })
    })
    before += durationMillis
  }
  return troubles
    .toSorted((a, b) => b.millis - a.millis)
    .slice(0, MOST_TROUBLES)
    .map(({ atSeconds, word }) => ({ atSeconds, word }))
}
