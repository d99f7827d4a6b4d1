const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Decodes standard base64 (RFC 4648, section 4); the engine's language level has no decoder of its own. */
export function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let value = 0
  let length = 0
  for (const digit of digits) {
    value = ((value << 6) | ALPHABET.indexOf(digit)) & 0xffffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length] = (value >> bits) & 0xff
    length += 1
  }
  return bytes
}

/** Encodes bytes as standard base64, with padding. */
export function toBase64(bytes: Uint8Array): string {
  const quads: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3)
    const triple = (first << 16) | (second << 8) | third
    const digits = [18, 12, 6, 0].map(shift => ALPHABET.charAt((triple >> shift) & 0x3f))
    const given = Math.min(3, bytes.length - at) + 1
    quads.push(`${digits.slice(0, given).join('')}${'='.repeat(4 - given)}`)
  }
  return quads.join('')
}
