import { describe, expect, it } from 'vitest'
import { countSchedules } from '../../../../src/engine/explore/count.ts'
import { explore } from '../../../../src/engine/explore/explore.ts'
import { Prng } from '../../../../src/base/prng.ts'
import type { End, ModelThread, Program } from '../../../../src/engine/explore/program.ts'
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

/** All end states with the fewest preemptions that lead there, by trying every order in the plainest way. */
function everyEnd(threads: readonly (readonly Step[])[]): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  const left = (at: readonly number[], thread: number) => (threads[thread]?.length ?? 0) - (at[thread] ?? 0)
  const go = (
    words: readonly number[],
    at: readonly number[],
    seen: readonly number[],
    last: number,
    cost: number,
  ): void => {
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
        thread,
        cost + (last >= 0 && last !== thread && left(at, last) > 0 ? 1 : 0),
      )
    }
    if (threads.some((_, thread) => left(at, thread) > 0)) return
    const end = [...words, ...seen.map(value => value | 0)].join(' ')
    ends.set(end, Math.min(cost, ends.get(end) ?? Infinity))
  }
  const none = threads.map(() => 0)
  go([0, 0, 0], none, none, -1, 0)
  return ends
}

function randomThreads(prng: Prng): readonly (readonly Step[])[] {
  return Array.from({ length: 2 + prng.nextBelow(2) }, (_, favourite) =>
    Array.from({ length: 1 + prng.nextBelow(4) }, (): Step => {
      const word = prng.nextBelow(3) > 0 ? favourite : prng.nextBelow(3)
      return [prng.nextBelow(7), word, 1 + prng.nextBelow(3)]
    }),
  )
}

/** @param atEnd sees the end as {@link everyEnd} writes it */
function programOf(threads: readonly (readonly Step[])[], atEnd: (end: string, ended: End) => void): Program {
  return {
    ...program(
      'random',
      threads.map(steps => [run(steps)]),
    ),
    atEnd(end) {
      const seen = threads.map((_, thread) => end.ghost(`seen by ${String(thread)}`))
      atEnd([...WORDS.map(word => end.word(word)), ...seen].join(' '), end)
    },
  }
}

describe('in random programs, a search', () => {
  it('reaches the end states that trying every order reaches, and no others, over fewer states', () => {
    const prng = new Prng(4)
    let fewer = 0
    for (let round = 0; round < 100; round++) {
      const threads = randomThreads(prng)
      const ends = everyEnd(threads)
      for (const end of ends.keys()) {
        const failing = programOf(threads, (reached, ended) => ended.assert(reached !== end, 'reached'))
        expect(explore(failing).failure?.message, JSON.stringify(threads)).toBe('reached')
      }
      const others = programOf(threads, (reached, ended) => ended.assert(ends.has(reached), 'unreachable'))
      const { states, complete, failure } = explore(others)
      expect(failure).toBeNull()
      expect(complete).toBe(true)
      if (states < countSchedules(others).states) fewer++
    }
    expect(fewer).toBeGreaterThan(30)
  })

  it('reaches each end state with the fewest preemptions', () => {
    const prng = new Prng(5)
    const needed = new Set<number>()
    for (let round = 0; round < 100; round++) {
      const threads = randomThreads(prng)
      for (const [end, fewest] of everyEnd(threads)) {
        const failing = programOf(threads, (reached, ended) => ended.assert(reached !== end, 'reached'))
        const { failure } = explore(failing, { preemptionBound: 20 })
        expect(failure?.preemptions, JSON.stringify(threads)).toBe(fewest)
        needed.add(fewest)
      }
    }
    expect(needed.size).toBeGreaterThan(3)
  })
})
