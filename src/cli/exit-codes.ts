import type { ErrorCode } from '../base/errors.ts'
import type { RunDocument } from '../contract/run-document.ts'

/** The terminal's exit codes; scripts depend on them. */
export const EXIT = {
  ok: 0,
  verdictFailed: 1,
  usage: 2,
  io: 3,
  timedOut: 4,
  crashed: 5,
  inconclusive: 6,
  signal: 130,
} as const

/** How a finished run is told to a script, first that holds. */
export function exitCodeOf({ state, verdict }: Pick<RunDocument, 'state' | 'verdict'>): number {
  if (state === 'crashed' || state === 'failed') return EXIT.crashed
  if (verdict === 'failed') return EXIT.verdictFailed
  if (state === 'timed-out') return EXIT.timedOut
  if (verdict === 'inconclusive') return EXIT.inconclusive
  return EXIT.ok
}

/** How an error that kept a command from its work is told to a script. */
export function exitCodeOfError(code: ErrorCode): number {
  switch (code) {
    case 'USAGE':
    case 'UNKNOWN_EXPERIMENT':
    case 'UNKNOWN_VARIANT':
    case 'UNKNOWN_PARAMETER':
    case 'UNKNOWN_PRESET':
    case 'BAD_VALUE':
    case 'MEMORY_LIMIT':
    case 'BUSY':
    case 'NO_ROUNDS':
    case 'UNKNOWN_RUN':
    case 'NOT_COMPARABLE':
    case 'BAD_MESSAGE':
    case 'TOO_MANY':
      return EXIT.usage
    case 'OUTPUT_TARGET':
    case 'NO_BROWSER':
    case 'NOTHING_TO_DRAW':
    case 'PORT_TAKEN':
    case 'NOT_BUILT':
    case 'HISTORY_UNAVAILABLE':
    case 'HISTORY_DAMAGED':
    case 'BAD_IMPORT':
    case 'BAD_MODEL':
    case 'SWEEP_CONFLICT':
      return EXIT.io
    case 'LAYOUT_MISMATCH':
    case 'POOL_START_FAILED':
    case 'WORKER_DIED':
    case 'WORKER_FAILED':
    case 'WORKER_STUCK':
    case 'HOST_DIED':
    case 'REQUEST_FAILED':
    case 'RELOCK':
    case 'NOT_HOLDER':
    case 'ABANDONED':
    case 'OVER_RELEASE':
    case 'BARRIER_BROKEN':
    case 'CLOSED':
    case 'DEADLOCK_VICTIM':
    case 'CANCELLED':
    case 'STOPPED':
    case 'INTERNAL':
      return EXIT.crashed
  }
}
