import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { deflate, inflateSync, type ZlibOptions } from 'node:zlib'

/** So much text makes one chunk: small enough that a page of it is never missed, large enough to compress well. */
const CHUNK_BYTES = 2 ** 20
/** Level 3 halves the time of the usual one and costs a tenth more room. */
const OPTIONS: ZlibOptions = { level: 3 }

/** A text, compressed in pieces. Each carries zlib's own checksum. */
export interface PackedText {
  readonly chunks: readonly Uint8Array[]
  readonly bytes: number
  /** Of the text. */
  readonly digest: string
}

/** Compresses beside the calling thread, which has other things to do. */
export async function pack(text: string): Promise<PackedText> {
  const whole = Buffer.from(text, 'utf8')
  const compress = promisify<Buffer, ZlibOptions, Buffer>(deflate)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < whole.length; at += CHUNK_BYTES) {
    chunks.push(await compress(whole.subarray(at, at + CHUNK_BYTES), OPTIONS))
  }
  return { chunks, bytes: chunks.reduce((sum, { length }) => sum + length, 0), digest: digestOf(whole) }
}

/** @returns the text, or null where it is not the one that was packed */
export function unpack(chunks: readonly Uint8Array[], digest: string): string | null {
  try {
    const whole = Buffer.concat(chunks.map(chunk => inflateSync(chunk, { maxOutputLength: CHUNK_BYTES })))
    return digestOf(whole) === digest ? whole.toString('utf8') : null
  } catch {
    return null // zlib says that it is not what zlib once made
  }
}

function digestOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex')
}
