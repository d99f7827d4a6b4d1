import { workerName } from '../../base/text.ts'
import type { Finding, Reason } from '../../contract/run-document.ts'
import type { ParamValues, TrialState } from '../../contract/words.ts'
import type { Session } from '../pool/session.ts'
import type { TrialEnd } from '../pool/trial.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { Clock } from '../ports.ts'
import type { RunPlan } from './run-plan.ts'
import { watchProgress, type FoundStall } from './progress-watch.ts'

/** How a trial ended. */
export interface EndOfTrial {
  readonly end: TrialEnd
  readonly stall: FoundStall | null
  /** 0-based workers that had to be terminated. */
  readonly terminated: readonly number[]
  /** The longest that it might have taken. */
  readonly capMillis: number
}

interface Limits {
  readonly timeCapMillis: number
  /** After so long it is over by design; Infinity = when its workers are done. */
  readonly lastsMillis: number
  readonly stallAfterMillis: number
}

/**
 * Lets a trial go on until it is over, however that comes about, and sees to it that all its workers are done.
 * @param view null: nobody looks for a standstill
 */
export async function awaitEnd(
  session: Session,
  view: TrialView | null,
  clock: Clock,
  { timeCapMillis, lastsMillis, stallAfterMillis }: Limits,
): Promise<EndOfTrial> {
  const capMillis = Math.min(timeCapMillis, lastsMillis)
  if (lastsMillis < timeCapMillis) await session.started(timeCapMillis)
  // A standstill is told before the trial's longest time, or not at all.
  const watched = view !== null && stallAfterMillis < capMillis
  const endWatch = watched ? watchProgress(clock, session, view, stallAfterMillis) : notWatched
  const before = await session.endOfTrial(capMillis)
  const stall = endWatch()
  const terminated = before === 'finished' ? [] : await session.abandonTrial()
  // A trial that lasts as long as it should has not hit its cap, once all have stopped.
  const isDone = before === 'time-cap' && lastsMillis < timeCapMillis && terminated.length === 0
  return { end: isDone ? 'finished' : before, stall, terminated, capMillis }
}

function notWatched(): null {
  return null
}

/** What a plan and the parameters of a trial say. */
export function limitsOf({ experiment, timeCapMillis }: RunPlan, params: ParamValues): Limits {
  const lastsMillis = experiment.lasts(params) ?? Infinity
  return { timeCapMillis, lastsMillis, stallAfterMillis: Number(params['stallAfter']) * 1000 }
}

export const STATE_OF: Readonly<Record<TrialEnd, TrialState>> = {
  finished: 'completed',
  fault: 'crashed',
  stop: 'cancelled',
  stall: 'stalled',
  'time-cap': 'timed-out',
}

const STALL_WORDS = { stalled: 'STALLED', abandoned: 'ABANDONED', livelock: 'LIVELOCK' } as const

/** Words that a terminated worker may have left half written are not shown as observations. */
export function isReadable({ end, terminated }: EndOfTrial): boolean {
  return terminated.length === 0 && end !== 'fault'
}

/** What is told of a standstill. */
export function findingOf(trial: number, { kind, cause, resources, afterMillis }: FoundStall): Finding {
  return { trial, kind, proved: false, cause, resources: [...resources], afterMillis, cycle: [] }
}

/** Why a trial did not complete; null where it did, or where it was stopped. */
export function reasonOf({ end, stall, terminated, capMillis }: EndOfTrial, session: Session): Reason | null {
  switch (end) {
    case 'finished':
    case 'stop':
      return null
    case 'fault':
      return session.fault === null ? null : { code: session.fault.code, message: session.fault.message }
    case 'stall': {
      const word = stall === null ? STALL_WORDS.stalled : STALL_WORDS[stall.kind]
      return { code: word, message: `${word}: ${stall?.cause ?? 'nothing was done'}` }
    }
    case 'time-cap': {
      const stuck = terminated.map(workerName).join(', ')
      const ending = stuck === '' ? '' : `; ${stuck} did not answer the stop and had to be terminated`
      return { code: 'TIME_CAP', message: `the trial was not done after ${String(capMillis / 1000)} s${ending}` }
    }
  }
}
