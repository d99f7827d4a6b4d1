import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { waitFor } from './wait-for.ts'

export interface Frame {
  readonly opcode: number
  readonly payload: Buffer
}

interface OwnFrame {
  readonly opcode: number
  readonly payload: Buffer | string
  readonly final?: boolean
  readonly masked?: boolean
  /** Reserved bits, which must be clear. */
  readonly reserved?: number
}

export const TEXT = 1
export const BINARY = 2
export const CONTINUATION = 0
export const CLOSE = 8
export const PING = 9
export const PONG = 10

/** The header lines of a WebSocket handshake, those that matter for admission aside. */
export const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
} as const

/** A frame as a browser would send it, or as none would. */
export function frame({ opcode, payload, final = true, masked = true, reserved = 0 }: OwnFrame): Buffer {
  const bytes = Buffer.from(payload)
  const head = [(final ? 0x80 : 0) | (reserved << 4) | opcode]
  const maskBit = masked ? 0x80 : 0
  const length = Buffer.alloc(8)
  if (bytes.length < 126) head.push(maskBit | bytes.length)
  else if (bytes.length < 65_536) {
    length.writeUInt16BE(bytes.length)
    head.push(maskBit | 126, ...length.subarray(0, 2))
  } else {
    length.writeBigUInt64BE(BigInt(bytes.length))
    head.push(maskBit | 127, ...length)
  }
  if (!masked) return Buffer.concat([Buffer.from(head), bytes])
  const mask = randomBytes(4)
  return Buffer.concat([Buffer.from(head), mask, bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0))])
}

/** A WebSocket spoken by hand, so that it can break every rule. */
export class RawSocket {
  /** What came so far, without pings. */
  readonly frames: Frame[] = []
  pings = 0
  closed = false
  /** Says goodbye in return, as browsers do by themselves. */
  polite = true
  readonly #socket: Socket
  #unread = Buffer.alloc(0)

  /** @param socket after the handshake, with what already came behind it */
  constructor(socket: Socket, rest: Buffer) {
    this.#socket = socket
    socket.on('error', () => undefined) // being cut off is what some tests are about
    socket.on('data', chunk => {
      this.#take(chunk)
    })
    socket.on('close', () => {
      this.closed = true
    })
    this.#take(rest)
    onTestFinished(() => {
      socket.destroy()
    })
  }

  send(message: object): void {
    this.write(frame({ opcode: TEXT, payload: JSON.stringify(message) }))
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Stops reading, as a page does whose thread is busy. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Vanishes without a goodbye. */
  destroy(): void {
    this.#socket.destroy()
  }

  get texts(): unknown[] {
    return this.frames
      .filter(({ opcode }) => opcode === TEXT)
      .map(({ payload }): unknown => JSON.parse(payload.toString('utf8')))
  }

  /** Code and reason of the goodbye, once there is one. */
  get goodbye(): { readonly code: number; readonly reason: string } | null {
    const found = this.frames.find(({ opcode }) => opcode === CLOSE)
    if (found === undefined) return null
    return { code: found.payload.readUInt16BE(0), reason: found.payload.subarray(2).toString('utf8') }
  }

  /** Waits for a text that `matches`. */
  async text(matches: (message: unknown) => boolean): Promise<unknown> {
    return waitFor('a text', () => this.texts.find(matches), this)
  }

  toJSON(): object {
    return { texts: this.texts.map(text => JSON.stringify(text).slice(0, 300)).slice(-20), goodbye: this.goodbye }
  }

  #take(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk])
    for (let read = firstFrame(this.#unread); read !== null; read = firstFrame(this.#unread)) {
      this.#unread = this.#unread.subarray(read.length)
      if (read.opcode === CLOSE && this.polite) this.write(frame({ opcode: CLOSE, payload: read.payload }))
      if (read.opcode === PING) this.pings += 1
      else this.frames.push({ opcode: read.opcode, payload: read.payload })
    }
  }
}

/** The first whole frame from the server, which masks nothing and cuts nothing in pieces. */
function firstFrame(bytes: Buffer): (Frame & { readonly length: number }) | null {
  if (bytes.length < 2) return null
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < start) return null
  const size = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  if (bytes.length < start + size) return null
  return { opcode: first & 0x0f, payload: Buffer.from(bytes.subarray(start, start + size)), length: start + size }
}

/** Shakes hands. @returns the socket, or the status of a refusal */
export async function openSocket(port: number, handshake: string): Promise<RawSocket | number> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.write(handshake)
  let received = Buffer.alloc(0)
  const head = await new Promise<Buffer>(resolve => {
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk])
      if (!received.includes('\r\n\r\n')) return
      socket.off('data', take)
      resolve(received)
    }
    socket.on('data', take)
    socket.on('close', () => {
      resolve(received)
    })
  })
  const status = Number(head.toString('latin1').split(' ')[1])
  if (status !== 101) {
    socket.destroy()
    return status
  }
  return new RawSocket(socket, head.subarray(head.indexOf('\r\n\r\n') + 4))
}
