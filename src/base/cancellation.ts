import { LabError } from './errors.ts'

/** What long work listens to, so that it ends once nobody waits for it any more. */
export interface Cancelling {
  readonly cancelled: boolean
  /** Calls back once; at once where it is too late to wait. */
  onCancel(listener: () => void): void
}

/** The other end of {@link Cancelling}: held by who may lose interest. */
export class Cancellation implements Cancelling {
  #cancelled = false
  readonly #listeners: (() => void)[] = []

  get cancelled(): boolean {
    return this.#cancelled
  }

  onCancel(listener: () => void): void {
    if (this.#cancelled) listener()
    else this.#listeners.push(listener)
  }

  cancel(): void {
    this.#cancelled = true
    for (const listener of this.#listeners.splice(0)) listener()
  }
}

/**
 * The result of the work, unless it is cancelled first: then the caller is free at once, whenever the work ends.
 * @throws {LabError} CANCELLED
 */
export function unlessCancelled<T>(cancelling: Cancelling, work: Promise<T>): Promise<T> {
  const gone = new Promise<never>((_, reject) => {
    cancelling.onCancel(() => {
      reject(cancelled())
    })
  })
  return Promise.race([work, gone])
}

export function cancelled(): LabError {
  return new LabError('CANCELLED', 'it was cancelled', { suggestion: 'ask for it again' })
}
