import { workerName } from '../../base/text.ts'
import type { Finding, Reason } from '../../contract/run-document.ts'
import type { ParamValues, TrialState } from '../../contract/words.ts'
import type { Session } from '../pool/session.ts'
import type { TrialEnd } from '../pool/trial.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { Clock } from '../ports.ts'
import type { RunPlan } from './run-plan.ts'
import { relockFinding } from './deadlock-finding.ts'
import type { DeadlockWatch, Watched } from './deadlock-watch.ts'
import { watchProgress, type FoundStall } from './progress-watch.ts'

/** How a trial ended. */
export interface EndOfTrial {
  readonly end: TrialEnd
  readonly stall: FoundStall | null
  /** What was seen of who waits for whom; null where nobody looked. */
  readonly waits: Watched | null
  /** 0-based workers that had to be terminated, or that were to break a deadlock. */
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
 * @param deadlocks null: nobody looks for a deadlock
 */
export async function awaitEnd(
  session: Session,
  view: TrialView | null,
  clock: Clock,
  { timeCapMillis, lastsMillis, stallAfterMillis }: Limits,
  deadlocks: DeadlockWatch | null,
): Promise<EndOfTrial> {
  const capMillis = Math.min(timeCapMillis, lastsMillis)
  if (lastsMillis < timeCapMillis) await session.started(timeCapMillis)
  // A standstill is told before the trial's longest time, or not at all.
  const watched = view !== null && stallAfterMillis < capMillis
  const isProved = (): boolean => deadlocks?.stands === true
  const endWatch = watched ? watchProgress(clock, session, view, stallAfterMillis, isProved) : notWatched
  const before = await session.endOfTrial(capMillis)
  const waits = deadlocks?.end() ?? null
  const stall = endWatch()
  const stuck = before === 'finished' ? [] : await session.abandonTrial()
  const terminated = [...(waits?.sacrificed ?? []), ...stuck]
  // A trial that lasts as long as it should has not hit its cap, once all have stopped.
  const isDone = before === 'time-cap' && lastsMillis < timeCapMillis && terminated.length === 0
  return { end: isDone ? 'finished' : endOf(before, waits, session), stall, waits, terminated, capMillis }
}

/** A deadlock that stood until the end, or that took a worker's life, or that a worker saw coming, is the end's name. */
function endOf(before: TrialEnd, waits: Watched | null, { fault }: Session): TrialEnd {
  if (before === 'fault') return fault?.code === 'RELOCK' ? 'deadlock' : 'fault'
  const isDeadlock = waits !== null && (waits.stands || waits.sacrificed.length > 0)
  return isDeadlock ? 'deadlock' : before
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
  deadlock: 'deadlocked',
  fault: 'crashed',
  stop: 'cancelled',
  stall: 'stalled',
  'time-cap': 'timed-out',
}

const STALL_WORDS = { stalled: 'STALLED', abandoned: 'ABANDONED', livelock: 'LIVELOCK' } as const

/** Words that a terminated worker may have left half written are not shown as observations. */
export function isReadable({ end, terminated }: EndOfTrial, { fault }: Session): boolean {
  return terminated.length === 0 && end !== 'fault' && fault === null
}

/** All that was found out about a trial, beside its outcome. */
export function findingsOf(trial: number, { end, stall, waits }: EndOfTrial, session: Session): readonly Finding[] {
  const { fault } = session
  // Whatever else follows from a lock that its holder waits for is no news.
  if (end === 'deadlock' && fault?.lock !== undefined) {
    return [relockFinding(trial, fault.worker, fault.lock, session.timing().measuredMillis)]
  }
  const proved = waits?.findings ?? []
  if (end !== 'stall' || stall === null) return proved
  const { kind, cause, resources, afterMillis } = stall
  return [...proved, { trial, kind, proved: false, cause, resources: [...resources], afterMillis, cycle: [] }]
}

/** Why a trial did not complete; null where it did, or where it was stopped. */
export function reasonOf(ended: EndOfTrial, session: Session): Reason | null {
  const { end, stall, terminated, capMillis } = ended
  switch (end) {
    case 'deadlock': {
      const [first] = findingsOf(0, ended, session)
      return { code: 'DEADLOCK', message: `DEADLOCK (proved): ${first?.cause ?? ''}` }
    }
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
