import type { WaitMoment } from '../../../charts/wait-for-graph.ts'
import { momentName } from '../../../charts/wait-moments.ts'
import type { Finding } from '../../../contract/run-document.ts'

/** The same, and whether a deadlock is proved there. */
export function momentWords(moment: WaitMoment): string {
  return moment.sample.cycles.length > 0 ? `${momentName(moment)}, deadlock proved` : momentName(moment)
}

/**
 * The look that lies at least a second away in its trial, before or after; else the border of the trial that comes next.
 * @param by 1 for later, -1 for earlier
 */
export function secondAway(history: readonly WaitMoment[], from: number, by: 1 | -1): number {
  const start = history[from]
  if (start === undefined) return from
  const reached = ({ trial, sample }: WaitMoment): boolean =>
    trial !== start.trial || Math.abs(sample.atMillis - start.sample.atMillis) >= 1000
  for (let index = from + by; index >= 0 && index < history.length; index += by) {
    const moment = history[index]
    if (moment !== undefined && reached(moment)) return index
  }
  return by > 0 ? history.length - 1 : 0
}

/** One column of the strip above the slider. */
export interface HistoryColumn {
  /** From 0 to 1: the most workers that waited at once. */
  readonly height: number
  readonly proved: boolean
}

/** The whole run in at most so many columns. */
export function columnsOf(history: readonly WaitMoment[], most: number): HistoryColumn[] {
  const count = Math.min(most, history.length)
  const top = history.reduce((highest, { sample }) => Math.max(highest, sample.waits.length), 1)
  return Array.from({ length: count }, (_, column) => {
    const looks = history.slice(
      Math.floor((column * history.length) / count),
      Math.floor(((column + 1) * history.length) / count),
    )
    return {
      height: looks.reduce((highest, { sample }) => Math.max(highest, sample.waits.length), 0) / top,
      proved: looks.some(({ sample }) => sample.cycles.length > 0),
    }
  })
}

/** The deadlocks of a trial whose members wait for each other at a moment. */
export function proofsAt({ trial, sample }: WaitMoment, findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ kind, trial: of, cycle }) =>
      kind === 'deadlock' &&
      of === trial &&
      sample.cycles.some(
        members => members.length === cycle.length && cycle.every(({ worker }) => members.includes(worker)),
      ),
  )
}
