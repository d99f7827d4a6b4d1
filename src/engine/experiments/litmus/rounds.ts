import { Prng } from '../../../base/prng.ts'
import * as atomics from '../../memory/atomics.ts'
import type { Bound } from '../../memory/layout.ts'
import { Event } from '../../sync/event.ts'
import { BatchMeeting } from '../kit/batch-meeting.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { Knobs, memory } from './experiment.ts'
import { COMBINATIONS, roundsOf, SLOTS, STRIDE, testNames, tests, type Board, type Moves } from './tests.ts'
import type { TestName } from './tests.ts'

type Words = Bound<typeof memory.fields>

/** Counts what the rounds came to, while the others wait for the next batch. */
const CLERK = 0
/** Every test has these two; who comes later is needed by some tests only. */
const PAIR = 2
/** Pauses by which a party may start late: parties that start at once and run alike may keep missing each other. */
const LATEST = 8

/** A kernel: one party's part in all rounds of a trial. The moves are made once, so that they stay compiled. */
export function partyWith(moves: Moves): (words: Words, knobs: Knobs, context: RoleContext) => void {
  return (words, knobs, context) => {
    runRounds(words, knobs, context, moves)
  }
}

/** Test after test, batch after batch. */
function runRounds(words: Words, knobs: Knobs, context: RoleContext, moves: Moves): void {
  const pair = new BatchMeeting(words.pair, PAIR, context)
  const random = new Prng(context.seed)
  const board = boardOf(words)
  const latecomers = new Event(words.latecomers, context)
  let stamp = 0
  for (const test of testNames) {
    const rounds = roundsOf(test, knobs.test, knobs.rounds)
    const { parties } = tests[test]
    const party = parties[context.worker]
    if (rounds === 0) continue
    const batches = Math.ceil(rounds / SLOTS)
    if (party !== undefined) {
      if (parties.length > PAIR) meetLatecomers(latecomers, context.worker)
      const meeting = parties.length > PAIR ? new BatchMeeting(words.all, parties.length, context) : pair
      if (context.worker === CLERK) fill(board, stamp)
      let batch = stamp
      const runBatch = (times: number): void => {
        batch += 1
        meeting.meetAwake()
        for (let late = random.nextBelow(LATEST); late > 0; late--) atomics.pause()
        party(moves, board, batch)
        meeting.meet()
        if (context.worker === CLERK) book(words, test, board, batch, times)
      }
      context.repeat(rounds, runBatch, SLOTS)
    }
    stamp += batches
  }
}

/** Whoever has nothing to do in the tests of two sleeps until those are over: spinning would take their cores. */
function meetLatecomers(latecomers: Event, worker: number): void {
  if (worker === CLERK) latecomers.set()
  else if (worker >= PAIR) latecomers.wait()
}

function boardOf({ x, y, seen }: Words): Board {
  const register = (index: number): Board['x'] => seen.items.subarray(index * SLOTS, (index + 1) * SLOTS)
  return { x: x.items, y: y.items, r0: register(0), r1: register(1), r2: register(2), r3: register(3) }
}

function fill({ x, y }: Board, stamp: number): void {
  for (let slot = 0; slot < SLOTS; slot++) {
    x[slot * STRIDE] = stamp
    y[slot * STRIDE] = stamp
  }
}

/** The stamp of this batch counts as 1, that of the batch before as 0. Nothing else was ever there to be read. */
function book({ counts, strange }: Words, test: TestName, board: Board, stamp: number, rounds: number): void {
  const base = testNames.indexOf(test) * COMBINATIONS
  const registers = [board.r0, board.r1, board.r2, board.r3].slice(0, tests[test].registers)
  for (let slot = 0; slot < rounds; slot++) {
    let combination = 0
    for (const register of registers) {
      const bit = (register[slot] ?? -1) - stamp + 1
      combination = bit === 0 || bit === 1 ? combination * 2 + bit : Infinity
    }
    if (combination < COMBINATIONS) counts.items[base + combination] = (counts.items[base + combination] ?? 0) + 1
    else strange.cell[0] += 1
  }
}
