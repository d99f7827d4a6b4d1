const OFFSET = 0xcbf29ce484222325n
const PRIME = 0x100000001b3n

/**
 * A short name for a text: equal texts have equal ones, others hardly ever (64 bits). Not for secrets.
 *
 * Algorithm: FNV-1a over UTF-16 code units, in base 36.
 * @see http://www.isthe.com/chongo/tech/comp/fnv/
 */
export function fingerprint(text: string): string {
  let hash = OFFSET
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * PRIME)
  }
  return hash.toString(36)
}
