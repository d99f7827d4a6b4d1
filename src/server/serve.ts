import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pageHeaders } from '../base/page-headers.ts'
import type { PageFiles } from './files.ts'
import { Guard } from './guard.ts'
import { ImportRequests } from './import-request.ts'
import { listen } from './listen.ts'
import { refusal, refuse, refuseRaw } from './refusal.ts'
import { exchangeCode } from './session-exchange.ts'
import { Session } from './session.ts'
import { Sockets, type PageTaker } from './sockets.ts'

/** What a page of ours sends fits easily; what does not come in time holds a connection for nothing. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  requireHostHeader: false, // the guard refuses it, with all our headers
} as const
const MOST_CONNECTIONS = 64

export interface ServerOptions {
  /** 0: any free one; null: the usual one, or the next that is free. */
  readonly port: number | null
  readonly files: PageFiles
  readonly pages: PageTaker
  /** The address was used; this one is good for another browser. */
  readonly onNewAddress: (address: string) => void
  readonly pingEveryMillis?: number
}

export interface RunningServer {
  /** With the code that opens it. */
  readonly address: string
  readonly port: number
  /** Replaces the code. @returns the address with the new one */
  newCode(): string
  /** Hangs up on everybody; nothing is left when it resolves. */
  close(): Promise<void>
}

/**
 * Serves the page and its socket on loopback.
 * @throws {LabError} PORT_TAKEN
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const http = createServer(LIMITS)
  http.maxConnections = MOST_CONNECTIONS
  const port = await listen(http, options.port)
  const addressOf = (code: string): string => `http://127.0.0.1:${String(port)}/#/?code=${code}`
  const session = new Session({
    port,
    onNewCode: code => {
      options.onNewAddress(addressOf(code))
    },
    nowMillis: () => performance.now(),
  })
  // A policy has no syntax for [::1]: browsers ignore such an entry and complain. 'self' covers a page that came from there.
  const headers = pageHeaders(['127.0.0.1', 'localhost'].map(name => `ws://${name}:${String(port)}`))
  const guard = new Guard(port)
  const { pages, pingEveryMillis } = options
  const imports = new ImportRequests(guard, session, pages)
  const sockets = new Sockets({
    guard,
    session,
    pages,
    headers,
    ...(pingEveryMillis === undefined ? {} : { pingEveryMillis }),
  })
  http.on('request', (request, response) => {
    response.setHeaders(new Map(Object.entries(headers)))
    if (request.url === '/import') void imports.answer(request, response)
    else answer(request, response, options.files, guard, session)
  })
  http.on('upgrade', (request, socket, head) => {
    sockets.upgrade(request, socket, head)
  })
  refuseTheRest(http, headers)
  return {
    get address() {
      return addressOf(session.code)
    },
    port,
    newCode: () => addressOf(session.newCode()),
    async close() {
      const closed = once(http, 'close')
      http.close()
      sockets.close()
      http.closeAllConnections()
      await closed
    },
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  files: PageFiles,
  guard: Guard,
  session: Session,
): void {
  if (request.url === '/session') {
    void exchangeCode(request, response, guard, session)
    return
  }
  const trouble = guard.troubleWith(request)
  if (trouble === null) files.answer(request, response)
  else refuse(response, trouble)
}

/** What Node would answer itself, without our headers, or not at all. */
function refuseTheRest(http: Server, headers: Readonly<Record<string, string>>): void {
  http.on('connect', (_request, socket) => {
    socket.on('error', () => undefined)
    refuseRaw(socket, refusal(405, 'this is no proxy', 'GET, HEAD', { Allow: 'GET, HEAD' }), headers)
  })
  http.on('checkExpectation', (_request, response) => {
    response.setHeaders(new Map(Object.entries(headers)))
    refuse(response, refusal(417, 'what is expected is not done here', 'no Expect header'))
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else if (error.code === 'HPE_HEADER_OVERFLOW') {
      refuseRaw(socket, refusal(431, 'the headers are too long', `${String(LIMITS.maxHeaderSize)} bytes`), headers)
    } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      refuseRaw(socket, refusal(408, 'the request did not come in time', '10 s'), headers)
    } else refuseRaw(socket, refusal(400, 'this is no HTTP request', 'HTTP/1.1'), headers)
  })
}
