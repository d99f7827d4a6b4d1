import { afterAll, describe, expect, it } from 'vitest'
import { FORMS } from '../helpers/sync-memory.ts'
import { Arena, stopAll, waitersCame } from '../torture/arena.ts'
import { bout, expectFair, seedOr } from '../torture/bouts.ts'
import { BUFFERS } from '../torture/buffers.ts'
import { STOPPABLE } from '../torture/contests/stopped.ts'
import { TIMED } from '../torture/contests/time-outs.ts'
import { sum } from '../torture/contest.ts'
import { LOCKS, RW_LOCKS } from '../torture/locks.ts'

const seed = seedOr(20_261)
const arena = new Arena()
afterAll(() => arena.close())

/** More than the machine has cores, mostly. */
const CROWDS = [2, 4, 8, 16]

describe.each(FORMS)('on real threads, as %s,', code => {
  it.each(LOCKS)('a %s lets one in at a time and leaves nobody asleep', async kind => {
    for (const workers of CROWDS)
      await expectFair(arena, bout('exclusion', code, { kind, workers, seed, rounds: 1_500 }))
  })

  it('a fair mutex is handed over in the order of arrival, but for one that overtakes', async () => {
    for (const workers of CROWDS.slice(1))
      await expectFair(arena, bout('fairness', code, { workers, seed, rounds: 1_500 }))
  })

  it.each(LOCKS)('an abandoned %s is handed to nobody who was not told', async kind => {
    await expectFair(arena, bout('handedPoison', code, { kind, workers: 4, seed }))
  })

  it.each([1, 2, 5, 64])('a semaphore of %d never has more permits out', async size => {
    for (const workers of [4, 16]) await expectFair(arena, bout('permits', code, { size, workers, seed, rounds: 300 }))
  })

  it('an event lets nobody through before it is set, and everybody after', async () => {
    for (const workers of [2, 8]) await expectFair(arena, bout('manualReset', code, { workers, seed, rounds: 150 }))
  })

  it('an event with auto reset lets one through for each signal', async () => {
    for (const workers of [2, 8]) await expectFair(arena, bout('autoReset', code, { workers, seed, rounds: 200 }))
  })

  it('a barrier lets nobody run a phase ahead', async () => {
    for (const workers of CROWDS) await expectFair(arena, bout('phases', code, { workers, seed, rounds: 200 }))
  })

  it.each(Object.keys(RW_LOCKS))('a %s lets a writer in alone and readers together', async kind => {
    for (const workers of CROWDS.slice(1)) {
      await expectFair(arena, bout('readers', code, { kind, workers, seed, size: 20, rounds: 300 }))
    }
  })

  it.each(['zero', 'sign change', 'wrap'])(
    'a ring passes on each item once and in order, counted past %s',
    async kind => {
      for (const size of [1, 2, 16, 1024]) {
        await expectFair(arena, bout('ringRun', code, { kind, size, workers: 2, seed, rounds: 2_000 }))
      }
    },
  )

  it.each(BUFFERS)('a bounded buffer (%s) passes on each item once and in order of its producer', async kind => {
    for (const [producers, consumers] of pairsOf([1, 4, 8])) {
      for (const size of [1, 2, 16]) {
        const options = {
          kind,
          size,
          producers,
          workers: producers + consumers,
          seed,
          rounds: Math.ceil(600 / producers),
        }
        await expectFair(arena, bout('bufferRun', code, options))
      }
    }
  })

  it.each(TIMED)('a time-out that races a grant has one outcome, and is never early: %s', async kind => {
    const { figures } = await expectFair(arena, bout('timeOuts', code, { kind, workers: 2, seed, rounds: 300 }))
    expect(sum(figures['earliestMillis'])).toBeGreaterThanOrEqual(0)
  })

  it.each(STOPPABLE)('a stop leaves nobody waiting, and all are told: %s', async kind => {
    const workers = kind.startsWith('ring') ? 2 : 6
    const stopped = bout('stopped', code, { kind, workers, seed })
    const result = await arena.run(stopped, async (ground, isOver) => {
      await waitersCame(ground, workers, workers - 1)
      await stopAll(ground, isOver)
    })
    expect(result.faults, result.story).toEqual([])
  })
})

function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap(one => items.map(other => [one, other] as const))
}
