/**
 * A two-way connection to the desk, whatever carries it.
 *
 * Listeners are set right after it was opened, before the first message can come.
 */
export interface Transport {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onFrame(listener: (cells: Float64Array) => void): void
  /** Called once, when the other side hangs up or the way to it is gone; not after {@link close}. */
  onClose(listener: () => void): void
  close(): void
  /** Takes to the desk a report that is too long for a message; absent where none is. */
  readonly upload?: Upload
}

/**
 * @param sent hears which share of it has gone over
 * @returns what the desk answers
 * @throws {LabError} CANCELLED; any error where the way ended
 */
export type Upload = (text: string, signal: AbortSignal, sent: (share: number) => void) => Promise<unknown>

/** @throws {SessionRefused} where trying again will not help; any other error where it may */
export type OpenTransport = () => Promise<Transport>

/** The shell knows no session of this page. */
export class SessionRefused extends Error {
  override readonly name = 'SessionRefused'
}
