import { printable } from './text.ts'

/**
 * Every error the lab raises on purpose, by cause. A code is part of the public contract: it is printed, stored and
 * matched on, so codes are added, never renamed.
 */
export const ERROR_CODES = [
  'USAGE', // the command line or a request does not parse
  'UNKNOWN_EXPERIMENT',
  'UNKNOWN_VARIANT',
  'UNKNOWN_PARAMETER',
  'UNKNOWN_PRESET',
  'BAD_VALUE', // a value outside what its parameter allows
  'BUSY', // one run at a time per host
  'MEMORY_LIMIT', // a run asks for more shared memory than the cap
  'OUTPUT_TARGET', // a file that cannot be written
  'LAYOUT_MISMATCH', // a worker was built from other layouts than its host
  'POOL_START_FAILED', // workers do not start
  'WORKER_DIED', // a worker ended in mid-trial
  'WORKER_FAILED', // a kernel threw
  'WORKER_STUCK', // a worker did not answer a stop and was terminated
  'HOST_DIED', // the process that carries the engine ended
  'UNKNOWN_RUN', // a run that is not kept here, or not any more
  'HISTORY_UNAVAILABLE', // the history cannot be read or written
  'HISTORY_DAMAGED', // what the history holds is not what was put into it
  'BAD_IMPORT', // a file that is not a run as this lab writes them
  'NOT_COMPARABLE', // runs that have nothing in common that could be compared
  'BAD_MODEL', // a file with a model that cannot be loaded or searched
  'NO_ROUNDS', // what is searched, and cannot be run in rounds on real threads
  'SWEEP_CONFLICT', // parts that do not make one sweep
  'BAD_MESSAGE', // something that no page of ours would send
  'TOO_MANY', // more connections or messages than a shell takes
  'NO_BROWSER', // a format that a browser has to make, and there is none
  'NOTHING_TO_DRAW', // a picture of a run that left nothing to draw
  'PORT_TAKEN', // a port that cannot be listened on
  'REQUEST_FAILED', // a local server that did not answer
  'NOT_BUILT', // the page's files are not there
  'RELOCK', // acquire by the holder
  'NOT_HOLDER', // release by somebody else
  'ABANDONED', // a lock whose holder died, and whose data nobody has vouched for since
  'OVER_RELEASE', // a permit that nobody had acquired
  'BARRIER_BROKEN', // a party gave up or died, so that not all will come
  'CLOSED', // a send into a closed channel
  'DEADLOCK_VICTIM', // thrown out of a wait, so that the others of a deadlock can go on
  'CANCELLED', // a task that was taken back before it began, or work that nobody waits for any more
  'STOPPED', // thrown out of a wait, so that a worker can answer a stop
  'INTERNAL', // a bug in the lab
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What the reader needs beside the message: the choices there are, and what to try next. */
export interface ErrorHints {
  readonly allowed?: string
  readonly suggestion?: string
  /** The parameter whose value was refused, so that a form can show the error beside its field. */
  readonly parameter?: string
  /** The lock that was refused, bytes from the start of its memory. */
  readonly address?: number
}

/**
 * The one error type of the lab: what happened, what was expected, what to do.
 *
 * Guarantees: `code` is one of {@link ERROR_CODES}; the message holds no control characters of its own making.
 * Does not guarantee: that user text in `message` is escaped; {@link errorLine} does that where it is shown.
 */
export class LabError extends Error {
  override readonly name = 'LabError'
  readonly code: ErrorCode
  readonly hints: ErrorHints

  constructor(code: ErrorCode, message: string, hints: ErrorHints = {}) {
    super(message)
    this.code = code
    this.hints = hints
  }
}

/** `error[CODE]: what is wrong; allowed: …; try: …` on one line, safe to print on a terminal. */
export function errorLine(error: LabError): string {
  const parts = [`error[${error.code}]: ${printable(error.message, 1000)}`]
  if (error.hints.allowed !== undefined) parts.push(`allowed: ${printable(error.hints.allowed, 1000)}`)
  if (error.hints.suggestion !== undefined) parts.push(`try: ${printable(error.hints.suggestion, 1000)}`)
  return parts.join('; ')
}

/**
 * Describes anything that was thrown without running into trouble of its own: `throw null`, a getter that throws, a
 * proxy that refuses, an object without a prototype.
 */
export function describeThrown(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return printable(`${thrown.name}: ${thrown.message}`)
    return printable(typeof thrown === 'string' ? thrown : `${typeof thrown} ${String(thrown)}`)
  } catch {
    return 'a value that cannot be described (reading it throws)'
  }
}

/** Any thrown value as a {@link LabError}, keeping the code of one that already is. */
export function toLabError(thrown: unknown): LabError {
  return isLabError(thrown) ? thrown : new LabError('INTERNAL', describeThrown(thrown))
}

/** True for an error of ours; asks even a proxy that refuses every question. */
export function isLabError(thrown: unknown): thrown is LabError {
  try {
    return thrown instanceof LabError
  } catch {
    return false
  }
}

/** What the system called its refusal (`ENOENT`, `EACCES`); empty for any other thrown value. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}
