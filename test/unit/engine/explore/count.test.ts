import { describe, expect, it } from 'vitest'
import { countSchedules } from '../../../../src/engine/explore/count.ts'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { Prng } from '../../../../src/base/prng.ts'
import type { ModelThread, Program } from '../../../../src/engine/explore/program.ts'
import { add, compareExchange, exchange, load, peek, poke, store } from '../../../../src/engine/sync/native/door.ts'
import { A, B, C, lostUpdate, program } from './programs.ts'

describe('counting', () => {
  it.each([
    [2, 1, 6n, [1, 2]],
    [2, 2, 70n, [2, 3, 4]],
    [2, 3, 924n, [2, 3, 4, 5, 6]],
    [3, 2, 34_650n, [2, 3, 4, 5, 6]],
  ])('%i workers with %i additions have %s schedules', (workers, additions, schedules, totals) => {
    const reached = new Set<number>()
    const counted = { ...lostUpdate(workers, additions), atEnd: (end: End) => void reached.add(end.word(A)) }
    expect(countSchedules(counted).schedules).toBe(schedules)
    expect([...reached].sort()).toEqual(totals)
  })

  it('2 workers with 10 additions have 137 846 528 820 schedules over 22 707 states', () => {
    expect(countSchedules(lostUpdate(2, 10))).toEqual({ states: 22_707, schedules: 137_846_528_820n })
  })
})

type End = Parameters<NonNullable<Program['atEnd']>>[0]

/** An operation on one of three words, with a constant. */
type Step = readonly [kind: number, word: number, value: number]

const WORDS = [A, B, C] as const

/** What a thread has seen goes into the end state, each result with a weight of its own. */
function run(steps: readonly Step[]) {
  return (thread: ModelThread) => {
    let seen = 0
    for (const [kind, word, value] of steps) {
      const address = WORDS[word] ?? A
      if (kind === 0) seen = seen * 7 + load(address)
      else if (kind === 1) store(address, value)
      else if (kind === 2) seen = seen * 7 + add(address, value)
      else if (kind === 3) seen = seen * 7 + compareExchange(address, 0, value)
      else if (kind === 4) seen = seen * 7 + peek(address)
      else if (kind === 5) poke(address, seen)
      else seen = seen * 7 + exchange(address, value)
    }
    const sum = seen
    thread.note(ghosts => ghosts.add(`seen by ${String(thread.index)}`, sum))
  }
}

/** All end states, by trying every order in the plainest way. */
function everyEnd(threads: readonly (readonly Step[])[]): Set<string> {
  const ends = new Set<string>()
  const go = (words: readonly number[], at: readonly number[], seen: readonly number[]): void => {
    for (const [thread, steps] of threads.entries()) {
      const step = steps[at[thread] ?? 0]
      if (step === undefined) continue
      const [kind, word, value] = step
      const before = words[word] ?? 0
      const saw = seen[thread] ?? 0
      const after = [before, value, before + value, before === 0 ? value : before, before, saw, value][kind] ?? 0
      go(
        words.with(word, after | 0),
        at.with(thread, (at[thread] ?? 0) + 1),
        seen.with(thread, kind === 1 || kind === 5 ? saw : saw * 7 + before),
      )
    }
    if (threads.every((steps, thread) => at[thread] === steps.length))
      ends.add([...words, ...seen.map(value => value | 0)].join(' '))
  }
  const none = threads.map(() => 0)
  go([0, 0, 0], none, none)
  return ends
}

describe('leaving out schedules that differ only in steps on own words', () => {
  it('reaches the same end states as trying every order, in 300 random programs', () => {
    const prng = new Prng(4)
    let fewer = 0
    for (let round = 0; round < 300; round++) {
      const threads = Array.from({ length: 2 + prng.nextBelow(2) }, (_, favourite) =>
        Array.from({ length: 1 + prng.nextBelow(4) }, (): Step => {
          const word = prng.nextBelow(3) > 0 ? favourite : prng.nextBelow(3)
          return [prng.nextBelow(7), word, 1 + prng.nextBelow(3)]
        }),
      )
      const ends = new Set<string>()
      const tried: Program = {
        ...program(
          `round ${String(round)}`,
          threads.map(steps => [run(steps)]),
        ),
        atEnd(end) {
          const seen = threads.map((_, thread) => end.ghost(`seen by ${String(thread)}`))
          ends.add([...WORDS.map(word => end.word(word)), ...seen].join(' '))
        },
      }
      const { states, complete } = explore(tried)
      expect(complete).toBe(true)
      expect([...ends].sort(), JSON.stringify(threads)).toEqual([...everyEnd(threads)].sort())
      if (states < countSchedules(tried).states) fewer++
    }
    expect(fewer).toBeGreaterThan(100)
  })
})
