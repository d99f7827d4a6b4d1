import { deserialize, serialize } from 'node:v8'

/** Bytes before each message that say how long it is. */
const HEAD_BYTES = 4

/**
 * A message as it goes through a socket: its length, then a structured clone of it.
 * @throws Error when the message cannot be serialised
 */
export function frameOf(message: unknown): readonly Buffer[] {
  const body = serialize(message)
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32LE(body.length)
  return [head, body]
}

/** Puts messages together again from whatever pieces they arrive in. Each byte is copied once. */
export class FrameReader {
  readonly #onMessage: (message: unknown) => void
  #part = Buffer.alloc(HEAD_BYTES)
  #filled = 0
  #isHead = true

  constructor(onMessage: (message: unknown) => void) {
    this.#onMessage = onMessage
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      const copied = chunk.copy(this.#part, this.#filled, at)
      at += copied
      this.#filled += copied
      if (this.#filled === this.#part.length) this.#complete()
    }
  }

  #complete(): void {
    const part = this.#part
    this.#filled = 0
    if (this.#isHead) {
      this.#isHead = false
      this.#part = Buffer.allocUnsafeSlow(part.readUInt32LE())
      return
    }
    this.#isHead = true
    this.#part = Buffer.alloc(HEAD_BYTES)
    this.#onMessage(deserialize(part))
  }
}
