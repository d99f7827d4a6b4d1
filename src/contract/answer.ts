import { ERROR_CODES, LabError, toLabError, type ErrorCode, type ErrorHints } from '../base/errors.ts'

/** The result of a call across a process border. Errors lose their class on the way, so they travel as plain values. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false; readonly code: string; readonly message: string } & ErrorHints)

/** Runs `work` and turns whatever it throws into an answer. */
export async function answer<T>(work: () => Promise<T> | T): Promise<Answer<T>> {
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
  const { allowed, suggestion, parameter } = given
  throw new LabError(isErrorCode(given.code) ? given.code : 'INTERNAL', given.message, {
    ...(allowed === undefined ? {} : { allowed }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(parameter === undefined ? {} : { parameter }),
  })
}

function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some(known => known === code)
}
