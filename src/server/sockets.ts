import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type Server } from 'ws'
import { LabError } from '../base/errors.ts'
import type { PageConnection } from '../host/page-connection.ts'
import type { Guard } from './guard.ts'
import { CLOSE, LARGEST_MESSAGE_BYTES, MOST_FRAGMENTS, PageSocket } from './page-socket.ts'
import { refusal, refuseRaw, type Refusal } from './refusal.ts'
import type { Session } from './session.ts'
import { SocketPage } from './socket-page.ts'

const PATH = '/ws'
const MOST_SOCKETS = 8
/** A page that has not answered one ping when the next is due is gone. */
const PING_EVERY_MILLIS = 30_000
/** For the closing handshake; whoever does not take part is cut off. */
const CLOSE_WITHIN_MILLIS = 1000
/** The same when the server itself ends. */
const END_WITHIN_MILLIS = 100

/** Takes pages on; an engine host's supervisor does. */
export interface PageTaker {
  connect(page: PageConnection): void
}

interface SocketsOptions {
  readonly guard: Guard
  readonly session: Session
  readonly pages: PageTaker
  readonly headers: Readonly<Record<string, string>>
  readonly pingEveryMillis?: number
}

/** Pages' sockets: who gets one, and that those of vanished pages are given up. */
export class Sockets {
  readonly #options: SocketsOptions
  readonly #server: Server<typeof PageSocket>
  readonly #pinging: NodeJS.Timeout
  /** Have been heard of since the last ping. */
  readonly #alive = new WeakSet<PageSocket>()

  constructor(options: SocketsOptions) {
    this.#options = options
    const settings = {
      noServer: true,
      WebSocket: PageSocket,
      perMessageDeflate: false, // would let a small message become a large one
      maxPayload: LARGEST_MESSAGE_BYTES,
      maxFragments: MOST_FRAGMENTS,
      closeTimeout: CLOSE_WITHIN_MILLIS, // ws has it, its types lack it
    }
    this.#server = new WebSocketServer(settings)
    this.#server.on('wsClientError', (_error, socket) => {
      refuseRaw(socket, refusal(400, 'this is no WebSocket handshake', 'RFC 6455, version 13'), options.headers)
    })
    this.#pinging = setInterval(() => {
      this.#ping()
    }, options.pingEveryMillis ?? PING_EVERY_MILLIS).unref()
  }

  /** Turns a request into a page's socket, or refuses it before that. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => undefined) // whoever hangs up in the middle of it is told nothing
    const trouble = this.#troubleWith(request)
    if (trouble !== null) {
      refuseRaw(socket, trouble, this.#options.headers)
      return
    }
    this.#server.handleUpgrade(request, socket, head, page => {
      this.#alive.add(page)
      page.on('pong', () => this.#alive.add(page))
      this.#options.pages.connect(new SocketPage(page))
    })
  }

  /** Says goodbye to all pages, and cuts off those that do not answer. */
  close(): void {
    clearInterval(this.#pinging)
    for (const page of this.#server.clients) page.close(CLOSE.goingAway, 'the server ends')
    setTimeout(() => {
      for (const page of this.#server.clients) page.terminate()
    }, END_WITHIN_MILLIS)
  }

  #troubleWith(request: IncomingMessage): Refusal | null {
    const { guard, session } = this.#options
    const trouble = guard.troubleWithPage(request)
    if (trouble !== null) return trouble
    if (request.url !== PATH) return refusal(404, 'there is no socket', PATH)
    if (!session.knows(request.headers.cookie)) {
      return refusal(401, 'this browser has no session here', 'a browser that was given the address with its code')
    }
    if (this.#server.clients.size >= MOST_SOCKETS) return tooMany()
    return null
  }

  #ping(): void {
    for (const page of this.#server.clients) {
      if (this.#alive.delete(page)) page.ping()
      else page.terminate()
    }
  }
}

function tooMany(): Refusal {
  const error = new LabError('TOO_MANY', 'too many windows show this lab', {
    allowed: `${String(MOST_SOCKETS)} at a time`,
    suggestion: 'close one of them',
  })
  return { status: 429, error }
}
