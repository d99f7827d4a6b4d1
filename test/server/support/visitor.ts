import { present } from '../../helpers/present.ts'
import { exchange, request, type RawResponse } from './raw-http.ts'
import { HANDSHAKE, openSocket, RawSocket } from './raw-socket.ts'

/** Talks to a server as browsers do, or as none would. */
export class Visitor {
  readonly port: number

  constructor(port: number) {
    this.port = port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** One request, with the right Host unless `headers` say otherwise; null where it was hung up on without an answer. */
  async ask(
    line: string,
    headers: Readonly<Record<string, string | null>> = {},
    body = '',
  ): Promise<RawResponse | null> {
    return exchange(this.port, request(this.port, line, headers, body))
  }

  /** Presents a code as the page does. */
  async presentCode(code: string, headers: Readonly<Record<string, string | null>> = {}): Promise<RawResponse> {
    const body = JSON.stringify({ code })
    const all = { ...this.form(body), ...headers }
    return present(await this.ask('POST /session', all, body))
  }

  /** The headers that a page sends with a body. */
  form(body: string): Record<string, string> {
    return { Origin: this.origin, 'Content-Type': 'application/json', 'Content-Length': `${Buffer.byteLength(body)}` }
  }

  /** Exchanges a code for a cookie, as a browser would send it back. */
  async cookieFor(code: string): Promise<string> {
    const { headers } = await this.presentCode(code)
    return present(headers.get('set-cookie')?.split(';')[0])
  }

  /** Tries to open a socket. @returns it, or the status of a refusal */
  async tryToOpen(headers: Readonly<Record<string, string | null>>, line = 'GET /ws'): Promise<RawSocket | number> {
    return openSocket(this.port, request(this.port, line, { ...HANDSHAKE, Origin: this.origin, ...headers }))
  }

  /** Opens a socket as the page does. */
  async open(cookie: string): Promise<RawSocket> {
    const opened = await this.tryToOpen({ Cookie: cookie })
    if (opened instanceof RawSocket) return opened
    throw new Error(`the socket was refused with ${opened}`)
  }
}

export function codeIn(address: string): string {
  return present(/#\/\?code=([\w-]+)$/.exec(address)?.[1], address)
}
