const LONGEST = 200

// C0, DEL, C1, zero-width characters, bidirectional overrides and isolates, line separators, byte order mark, lone surrogates.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

/**
 * User text made safe to show: control characters and direction overrides become visible escapes, and what is longer
 * than `longest` characters is cut with an ellipsis.
 */
export function printable(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text
  return cut.replace(UNPRINTABLE, character => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}

/** True for a text that {@link printable} leaves as it is, but for its length. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1
}

/** `plainReadWrite` -> `plain-read-write`: how a variant is named outside the code. */
export function kebabCase(camelCase: string): string {
  return camelCase.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}

/** `a, b and c` */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** The first letter of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** People count workers from 1. @param worker 0-based */
export function workerName(worker: number): string {
  return `T${String(worker + 1)}`
}
