import { connect, type Socket } from 'node:net'

/** Far beyond what any answer here takes on a busy machine. */
const LIMIT_MILLIS = 60_000

export interface RawResponse {
  readonly status: number
  /** Names in lower case; of repeated ones the last. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends bytes as they are and reads one answer; null where the other end hangs up without one. */
export async function exchange(port: number, bytes: string | Buffer): Promise<RawResponse | null> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write(bytes)
  return answerOn(socket)
}

/** Reads one answer from a connection, and closes it. */
async function answerOn(socket: Socket): Promise<RawResponse | null> {
  let received = Buffer.alloc(0)
  try {
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no answer, but ${JSON.stringify(received.toString('latin1'))}`))
      }, LIMIT_MILLIS)
      socket.on('data', chunk => {
        received = Buffer.concat([received, chunk])
        const response = parsed(received, false)
        if (response === null) return
        clearTimeout(timer)
        resolve(response)
      })
      // A refusal may be followed by a reset, for what was sent and not read.
      socket.on('error', () => undefined)
      socket.on('close', () => {
        clearTimeout(timer)
        resolve(parsed(received, true))
      })
    })
  } finally {
    socket.destroy()
  }
}

/** A request with the Host header that it should have, unless `headers` say otherwise. */
export function request(
  port: number,
  line: string,
  headers: Readonly<Record<string, string | null>> = {},
  body = '',
): string {
  const all: Readonly<Record<string, string | null>> = { Host: `127.0.0.1:${port}`, ...headers }
  const fields = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]))
  return `${line} HTTP/1.1\r\n${fields.join('')}\r\n${body}`
}

/** A whole answer; null while there is only a part of one. */
function parsed(bytes: Buffer, ended: boolean): RawResponse | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [statusLine = '', ...fields] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = new Map(
    fields.map(field => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const
    }),
  )
  const body = bytes.subarray(end + 4)
  const whole = ended || body.length >= Number(headers.get('content-length') ?? 0)
  return whole ? { status: Number(statusLine.split(' ')[1]), headers, body: body.toString('latin1') } : null
}
