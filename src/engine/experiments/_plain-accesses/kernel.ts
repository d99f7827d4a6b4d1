import type { I32Cell } from '../../memory/cells.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { WRITES, type memory, type params } from './experiment.ts'

type Role = Kernel<typeof memory, typeof params>

const WRITER = 0
/** Calls that make a loop hot enough for the optimising compiler before it counts. */
const PRACTICE = 2_000
/** The longest look at the flag: seconds, if the load is hoisted. */
const LOOKS = 500_000_000
/** What `loads` reports when the flag was seen: as many distinct values as the outcome asks for. */
const FLAG_SEEN = 3

function increments(cell: I32Cell, times: number): void {
  for (let i = 0; i < times; i++) cell[0]++
}

function looksUntilSet(cell: I32Cell, looks: number): boolean {
  for (let look = 0; look < looks; look++) if (cell[0] !== 0) return true
  return false
}

/** The writer increments in one call; the reader counts how often what it sees has changed. */
export const stores: Role = (words, _knobs, context) => {
  const counter = words.counter.cell
  if (context.worker === WRITER) {
    increments(counter, WRITES)
    words.flag.store(1)
    return
  }
  let distinct = 1
  for (let last = 0; Atomics.load(words.flag.cell, 0) === 0 && !context.stopRequested();) {
    const now = Atomics.load(counter, 0)
    if (now !== last) distinct += 1
    last = now
  }
  words.distinct.store(distinct)
}

/** The reader practises on a flag that is set, then looks at one that is not yet. */
export const loads: Role = (words, _knobs, context) => {
  if (context.worker === WRITER) {
    context.spin(20_000_000)
    words.flag.cell[0] = 1
    return
  }
  words.distinct.store(1)
  for (let call = 0; call < PRACTICE; call++) looksUntilSet(words.distinct.cell, 1_000)
  words.distinct.store(looksUntilSet(words.flag.cell, LOOKS) ? FLAG_SEEN : 0)
}
