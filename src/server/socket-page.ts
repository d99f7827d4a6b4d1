import { WebSocket } from 'ws'
import { LabError, toLabError } from '../base/errors.ts'
import type { PageConnection } from '../host/page-connection.ts'
import { MessageRate } from './message-rate.ts'
import { badMessage, readPageMessage } from './page-message.ts'
import { CLOSE, type PageSocket } from './page-socket.ts'

/** A page takes 20 frames a second and calls now and then. */
const MESSAGES_PER_SECOND = 50
/** With more than this still to be sent, frames are dropped: calls matter more, and a late frame is an old one. */
const FRAMES_UP_TO_BYTES = 1024 * 1024
/** With more than this still to be sent, nobody is reading. */
const GIVEN_UP_AT_BYTES = 16 * 1024 * 1024

/** A page at the other end of a socket. */
export class SocketPage implements PageConnection {
  readonly #socket: PageSocket
  readonly #rate = new MessageRate(MESSAGES_PER_SECOND)
  /** The newest frame that the socket had no room for. */
  #waiting: Float64Array | null = null

  constructor(socket: PageSocket) {
    this.#socket = socket
    socket.pause() // nothing is heard before there is a listener
    socket.on('error', () => undefined) // the socket's close follows, and tells
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#socket.on('message', (bytes, isBinary) => {
      try {
        // A socket that has been closed on still delivers what was on its way.
        if (this.#open) listener(this.#checked(bytes, isBinary))
      } catch (thrown) {
        this.#socket.refuse(toLabError(thrown))
      }
    })
    this.#socket.resume()
  }

  onClose(listener: () => void): void {
    this.#socket.once('close', listener)
  }

  post(message: object): void {
    this.#send(JSON.stringify(message))
  }

  frame(cells: Float64Array): void {
    this.#waiting = null
    if (this.#socket.bufferedAmount > FRAMES_UP_TO_BYTES) this.#waiting = cells
    else this.#send(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength))
  }

  close(): void {
    this.#socket.close(CLOSE.comeAgain)
  }

  get #open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** @throws {LabError} for what no page of ours would send */
  #checked(bytes: WebSocket.RawData, isBinary: boolean): unknown {
    if (!this.#rate.admits(performance.now())) {
      throw new LabError('TOO_MANY', 'the page sends too many messages', {
        allowed: `${String(MESSAGES_PER_SECOND)} a second`,
        suggestion: 'reload the page',
      })
    }
    if (isBinary || !Buffer.isBuffer(bytes)) throw badMessage('a message that is not text')
    return readPageMessage(bytes.toString('utf8'))
  }

  #send(message: string | Uint8Array): void {
    if (!this.#open) return
    this.#socket.send(message, () => {
      this.#sendWaiting()
    })
    // A closing handshake would wait behind all of it.
    if (this.#socket.bufferedAmount > GIVEN_UP_AT_BYTES) this.#socket.terminate()
  }

  #sendWaiting(): void {
    if (this.#waiting !== null) this.frame(this.#waiting)
  }
}
