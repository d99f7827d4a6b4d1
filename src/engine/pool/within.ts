import type { LabError } from '../../base/errors.ts'
import type { Clock } from '../ports.ts'

/** The promise's result, or a rejection with `late()` when it takes longer than `millis`. */
export async function within<T>(clock: Clock, millis: number, promise: Promise<T>, late: () => LabError): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>()
  const cancel = clock.after(millis, () => {
    reject(late())
  })
  try {
    return await Promise.race([promise, expired])
  } finally {
    cancel()
  }
}
