import { LabError } from '../../src/base/errors.ts'

/** The {@link LabError} that `body` throws; a test that expects one fails when there is none or another kind. */
export function labErrorOf(body: () => unknown): LabError {
  try {
    body()
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown
    throw thrown
  }
  throw new Error('expected a LabError, but nothing was thrown')
}

/** The same for a promise. */
export async function labRejectionOf(promise: Promise<unknown>): Promise<LabError> {
  const [settled] = await Promise.allSettled([promise])
  return labErrorOf(() => {
    if (settled.status === 'rejected') throw settled.reason
  })
}
