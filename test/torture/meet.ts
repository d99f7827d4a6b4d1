import type { Word } from '../../src/engine/memory/cells.ts'

/** Looks before a sleep: parties that meet often are mostly there at once. */
const LOOKS = 200
/** Far longer than any party needs that is still going to come. */
const LIMIT_MILLIS = 20_000

/** Blocks until the word has reached `value`, which grows only. @throws {Error} when that takes too long */
export function reach(word: Word, value: number): void {
  for (let look = 0; look < LOOKS; look++) {
    if (word.load() >= value) return
    Atomics.pause()
  }
  const deadline = performance.now() + LIMIT_MILLIS
  for (let found = word.load(); found < value; found = word.load()) {
    if (performance.now() > deadline)
      throw new Error(`met nobody: the word at ${word.address} is ${found}, not ${value}`)
    Atomics.wait(word.cell, 0, found, LIMIT_MILLIS)
  }
}

/** Adds to a word that others wait for. */
export function advance(word: Word): void {
  Atomics.add(word.cell, 0, 1)
  Atomics.notify(word.cell, 0)
}

/** Arrives and waits for the others: `phase` counts from 1 how often these parties have met at the word. */
export function meet(word: Word, parties: number, phase = 1): void {
  advance(word)
  reach(word, parties * phase)
}
