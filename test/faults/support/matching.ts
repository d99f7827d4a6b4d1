import { expect } from 'vitest'

/** In place of a text in an expectation: any text that matches. */
export function matching(pattern: string | RegExp): unknown {
  return expect.stringMatching(pattern)
}
