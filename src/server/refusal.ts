import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { errorLine, LabError } from '../base/errors.ts'

/** A request that is turned away, and what its sender is told. */
export interface Refusal {
  readonly status: number
  readonly error: LabError
  readonly headers?: Readonly<Record<string, string>>
}

/** A refusal of something that no page of ours would send. */
export function refusal(
  status: number,
  message: string,
  allowed: string,
  headers: Readonly<Record<string, string>> = {},
): Refusal {
  const hints = { allowed, suggestion: 'open the address that the terminal shows' }
  return { status, error: new LabError('BAD_MESSAGE', message, hints), headers }
}

/** Answers with a refusal and hangs up: whatever else the sender has on its way is not read. */
export function refuse(response: ServerResponse, { status, error, headers = {} }: Refusal): void {
  const body = `${errorLine(error)}\n`
  response.writeHead(status, { ...headers, ...plainText(body), Connection: 'close' })
  response.end(response.req.method === 'HEAD' ? undefined : body)
}

/** The same on a connection that has no response object: an upgrade, or bytes that are no request. */
export function refuseRaw(
  socket: Duplex,
  { status, error, headers = {} }: Refusal,
  everywhere: Readonly<Record<string, string>>,
): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = `${errorLine(error)}\n`
  const fields = Object.entries({ ...everywhere, ...headers, ...plainText(body), Connection: 'close' })
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.once('finish', () => {
    socket.destroy()
  })
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

function plainText(body: string): Readonly<Record<string, string>> {
  return { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': String(Buffer.byteLength(body)) }
}
