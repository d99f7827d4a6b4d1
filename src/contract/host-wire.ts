import { ERROR_CODES, LabError, toLabError, type ErrorCode } from '../base/errors.ts'
import type { Catalogue } from './catalogue.ts'
import type { DoctorReport } from './doctor.ts'
import type { RunEvent } from './events.ts'
import type { ReportFormat } from './lab.ts'
import type { RunDocument } from './run-document.ts'
import type { RunRequestInput } from './run-request.ts'

/** What may cross the border between a shell and an engine host in another process. */

/** Errors lose their class on the way, so they travel as plain values. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly code: string
      readonly message: string
      readonly allowed?: string
      readonly suggestion?: string
    }

/** Calls from the shell to the host. */
export interface HostFunctions {
  catalogue(): Promise<Answer<Catalogue>>
  run(request: RunRequestInput): Promise<Answer<RunDocument>>
  stop(): Promise<Answer<null>>
  doctor(): Promise<Answer<DoctorReport>>
  report(run: RunDocument, format: ReportFormat): Promise<Answer<string>>
  /** The shell has dealt with the last frame and can take another. */
  frameTaken(): void
}

/** Calls from the host to the shell; nobody waits for an answer. */
export interface ShellFunctions {
  event(event: RunEvent): void
  frame(cells: Float64Array): void
}

/** Runs `work` and turns whatever it throws into an answer. */
export async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() }
  } catch (thrown) {
    const { code, message, hints } = toLabError(thrown)
    return { ok: false, code, message, ...hints }
  }
}

/** The value of an answer. @throws {LabError} the error it carries */
export function valueOf<T>(given: Answer<T>): T {
  if (given.ok) return given.value
  const { allowed, suggestion } = given
  throw new LabError(isErrorCode(given.code) ? given.code : 'INTERNAL', given.message, {
    ...(allowed === undefined ? {} : { allowed }),
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some(known => known === code)
}
