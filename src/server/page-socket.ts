import { WebSocket } from 'ws'
import type { LabError } from '../base/errors.ts'
import { badMessage } from './page-message.ts'

/** The largest message that a page may send. */
export const LARGEST_MESSAGE_BYTES = 64 * 1024
/** The pieces that a message may come in. */
export const MOST_FRAGMENTS = 1024

/** Close codes of RFC 6455, section 7.4.1. */
export const CLOSE = {
  goingAway: 1001,
  protocolError: 1002,
  notText: 1007,
  policyViolation: 1008,
  tooBig: 1009,
  comeAgain: 1012,
} as const

/** What the protocol's own checks find wrong with a message, by the code that ws closes with. */
const FAULTS: ReadonlyMap<number, string> = new Map([
  [CLOSE.protocolError, 'bytes that are no WebSocket message'],
  [CLOSE.notText, 'a text that is not UTF-8'],
  [CLOSE.policyViolation, `a message in more than ${String(MOST_FRAGMENTS)} pieces`],
  [CLOSE.tooBig, `a message of more than ${String(LARGEST_MESSAGE_BYTES / 1024)} kB`],
])

/** A socket that names the error before it closes on a page. */
export class PageSocket extends WebSocket {
  /** ws itself closes without a reason where a message breaks the protocol; that is where the reason is added. */
  override close(code?: number, reason?: string | Buffer): void {
    const fault = code === undefined || reason !== undefined ? undefined : FAULTS.get(code)
    if (code === undefined || fault === undefined) super.close(code, reason)
    else this.refuse(badMessage(fault), code)
  }

  /** Tells the page what is wrong with it and hangs up. */
  refuse(error: LabError, closeCode: number = CLOSE.policyViolation): void {
    if (this.readyState === WebSocket.OPEN) {
      // birpc's form of a call that nobody waits for, see PageFunctions.
      this.send(JSON.stringify({ t: 'q', m: 'refused', a: [error.code, error.message] }))
    }
    super.close(closeCode, error.code)
  }
}
