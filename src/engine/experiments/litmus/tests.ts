import { keysOf } from '../../../base/typed-object.ts'

/** So many rounds lie side by side in memory and run as one batch, so that meeting costs little per round. */
export const SLOTS = 1024
/** Each x and each y has a line of its own: words of neighbours on one line would order each other. */
export const STRIDE = 16
/** Combinations of four registers that hold 0 or 1. */
export const COMBINATIONS = 16

export type Cells = Int32Array<SharedArrayBuffer>

/** The memory of a batch: x and y of each round, and what the parties read. */
export interface Board {
  readonly x: Cells
  readonly y: Cells
  readonly r0: Cells
  readonly r1: Cells
  readonly r2: Cells
  readonly r3: Cells
}

/** What a party can do in a round; the variants differ in how. Each runs through a whole batch. */
export interface Moves {
  store(location: Cells, stamp: number): void
  storeBoth(first: Cells, second: Cells, stamp: number): void
  loadBoth(first: Cells, second: Cells, into: Cells, intoNext: Cells): void
  storeThenLoad(mine: Cells, theirs: Cells, into: Cells, stamp: number): void
  loadThenStore(theirs: Cells, mine: Cells, into: Cells, stamp: number): void
}

type Party = (moves: Moves, board: Board, stamp: number) => void

export type TestName = 'sb' | 'mp' | 'lb' | 'corr' | 'iriw'

interface LitmusTest {
  readonly title: string
  /** One entry per worker that takes part. */
  readonly parties: readonly Party[]
  readonly registers: number
  /** What r0, r1, … hold in the outcome that no interleaving of the accesses can produce. */
  readonly weak: string
}

/** Store buffering, message passing, load buffering, coherence, independent reads of independent writes. */
export const tests: Readonly<Record<TestName, LitmusTest>> = {
  sb: {
    title: 'store buffering',
    parties: [
      (moves, { x, y, r0 }, stamp) => {
        moves.storeThenLoad(x, y, r0, stamp)
      },
      (moves, { x, y, r1 }, stamp) => {
        moves.storeThenLoad(y, x, r1, stamp)
      },
    ],
    registers: 2,
    weak: '00',
  },
  mp: {
    title: 'message passing',
    parties: [
      (moves, { x, y }, stamp) => {
        moves.storeBoth(x, y, stamp)
      },
      (moves, { x, y, r0, r1 }) => {
        moves.loadBoth(y, x, r0, r1)
      },
    ],
    registers: 2,
    weak: '10',
  },
  lb: {
    title: 'load buffering',
    parties: [
      (moves, { x, y, r0 }, stamp) => {
        moves.loadThenStore(x, y, r0, stamp)
      },
      (moves, { x, y, r1 }, stamp) => {
        moves.loadThenStore(y, x, r1, stamp)
      },
    ],
    registers: 2,
    weak: '11',
  },
  corr: {
    title: 'coherence of reads',
    parties: [
      (moves, { x }, stamp) => {
        moves.store(x, stamp)
      },
      (moves, { x, r0, r1 }) => {
        moves.loadBoth(x, x, r0, r1)
      },
    ],
    registers: 2,
    weak: '10',
  },
  iriw: {
    title: 'independent reads of independent writes',
    parties: [
      (moves, { x }, stamp) => {
        moves.store(x, stamp)
      },
      (moves, { y }, stamp) => {
        moves.store(y, stamp)
      },
      (moves, { x, y, r0, r1 }) => {
        moves.loadBoth(x, y, r0, r1)
      },
      (moves, { x, y, r2, r3 }) => {
        moves.loadBoth(y, x, r2, r3)
      },
    ],
    registers: 4,
    weak: '1010',
  },
}

/** In the order in which they run. */
export const testNames: readonly TestName[] = keysOf(tests)

/** How many of a trial's rounds are rounds of this test: all of them share alike, as far as that goes without a rest. */
export function roundsOf(test: TestName, asked: TestName | 'all', rounds: number): number {
  if (asked !== 'all') return asked === test ? rounds : 0
  const rest = rounds % testNames.length
  return Math.floor(rounds / testNames.length) + (testNames.indexOf(test) < rest ? 1 : 0)
}

/** Workers that some round needs. */
export function workersOf(asked: TestName | 'all', rounds: number): number {
  const running = testNames.filter(test => roundsOf(test, asked, rounds) > 0)
  return Math.max(...running.map(test => tests[test].parties.length))
}

/** `10` for r0 = 1, r1 = 0: how registers are written out, from the number whose highest bit is r0. */
export function registersIn(test: TestName, combination: number): string {
  return combination.toString(2).padStart(tests[test].registers, '0')
}
