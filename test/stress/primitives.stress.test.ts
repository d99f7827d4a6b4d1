import { afterAll, describe, expect, it } from 'vitest'
import { FORMS } from '../helpers/sync-memory.ts'
import { Arena } from '../torture/arena.ts'
import { bout, expectFair, seedOr, zeroIn } from '../torture/bouts.ts'
import { BUFFERS } from '../torture/buffers.ts'
import { TIMED } from '../torture/contests/time-outs.ts'
import { sum } from '../torture/contest.ts'
import { LOCKS, RW_LOCKS } from '../torture/locks.ts'
import { hunt, share, type Hunt } from '../torture/stress.ts'

/** A hunt that has not come to its number by then says how far it came. */
const BOX_MILLIS = share(120_000)

const seed = seedOr(1)
const arena = new Arena()
const report: string[] = []
afterAll(async () => {
  await arena.close()
  console.log([`seed ${seed}`, ...report].join('\n'))
})

const CROWDS = [2, 4, 8, 16]
const SEEDS = Array.from({ length: 20 }, (_, index) => seed + index)
const PASSAGES = 10_000_000
const HAND_OFFS = 1_000_000
const PERMIT_OPERATIONS = 10_000_000
const RACES = 100_000

describe.each(LOCKS)('a %s', kind => {
  it('lets one in at a time, 10 million times', async () => {
    const rounds = share(PASSAGES / FORMS.length / CROWDS.length / SEEDS.length)
    const ratios: number[] = []
    let longestMillis = 0
    let passed = 0
    for (const code of FORMS) {
      for (const workers of CROWDS) {
        for (const each of SEEDS) {
          const { figures } = await expectFair(arena, bout('exclusion', code, { kind, workers, seed: each, rounds }))
          const passages = figures['passages'] ?? []
          passed += sum(passages)
          ratios.push(Math.max(...passages) / Math.max(1, Math.min(...passages)))
          longestMillis = Math.max(longestMillis, ...(figures['longestMillis'] ?? []))
        }
      }
    }
    report.push(zeroIn(`${kind}: two inside`, passed))
    const middle = ratios.toSorted((a, b) => a - b)[ratios.length >> 1] ?? 0
    report.push(
      `${kind}: most to least passages of a worker, median ${middle.toFixed(1)}; longest wait ${longestMillis.toFixed(1)} ms`,
    )
  })
})

describe('a fair mutex', () => {
  it('is overtaken at most once, in a million waits', async () => {
    let queued = 0
    for (const code of FORMS) {
      for (const workers of CROWDS.slice(1)) {
        const rounds = share(HAND_OFFS / FORMS.length / (CROWDS.length - 1))
        const { waits } = await expectFair(arena, bout('fairness', code, { workers, seed, rounds }))
        queued += waits
      }
    }
    report.push(zeroIn('fair mutex: overtaken twice in one wait', queued))
  })
})

const usual = { workers: 8, seed, rounds: 5_000 }
const HUNTS: readonly (readonly [string, Omit<Hunt, 'code'>])[] = [
  ...LOCKS.map(kind => [kind, { contest: 'exclusion', options: { ...usual, kind } }] as const),
  ...Object.keys(RW_LOCKS).map(
    kind => [`${kind}, readers too`, { contest: 'readers', options: { ...usual, kind, size: 20 } }] as const,
  ),
  ...BUFFERS.map(kind => [kind, { contest: 'bufferRun', options: { ...usual, kind, size: 2, producers: 4 } }] as const),
  ['semaphore', { contest: 'permits', options: { ...usual, size: 2 } }],
  ['event', { contest: 'manualReset', options: { ...usual, rounds: 1_000 } }],
  ['event with auto reset', { contest: 'autoReset', options: { ...usual, rounds: 2_000 } }],
  ['barrier', { contest: 'phases', options: usual }],
  ['ring', { contest: 'ringRun', options: { ...usual, workers: 2, size: 2, kind: 'wrap', rounds: 50_000 } }],
]

describe('waits', () => {
  it.each(HUNTS)('for a %s come to an end, a million of them', async (name, what) => {
    let waits = 0
    for (const code of FORMS) {
      const target = waits + share(HAND_OFFS / FORMS.length)
      await hunt(arena, { ...what, code }, BOX_MILLIS, result => {
        waits += result.waits
        return waits >= target
      })
    }
    expect(waits).toBeGreaterThan(0)
    report.push(zeroIn(`${name}: a wait that nobody ends`, waits))
  })
})

describe('permits', () => {
  it.each([1, 2, 5, 64])('of a semaphore of %d are kept count of, 10 million times in all four', async size => {
    const crowds = CROWDS.slice(1)
    const rounds = share(PERMIT_OPERATIONS / 4 / FORMS.length / crowds.length)
    for (const code of FORMS) {
      for (const workers of crowds) {
        await expectFair(arena, bout('permits', code, { size, workers, seed, rounds: Math.ceil(rounds / workers) }))
      }
    }
    report.push(zeroIn(`semaphore of ${size}: a permit too many or too few`, rounds * FORMS.length * crowds.length))
  })
})

describe('a bounded buffer', () => {
  it.each(BUFFERS)('(%s) passes on each item once, in every company', async kind => {
    let items = 0
    for (const code of FORMS) {
      for (const producers of [1, 4, 8]) {
        for (const consumers of [1, 4, 8]) {
          for (const size of [1, 2, 16]) {
            const rounds = Math.floor(share(48_000) / producers)
            const workers = producers + consumers
            await expectFair(arena, bout('bufferRun', code, { kind, size, producers, workers, seed, rounds }))
            items += rounds * producers
          }
        }
      }
    }
    report.push(zeroIn(`buffer (${kind}): an item lost, doubled or out of order`, items))
  })
})

describe('a time-out', () => {
  it.each(TIMED)('that races a grant has one outcome, and is never early: %s', async kind => {
    const rounds = share(RACES / TIMED.length / FORMS.length)
    for (const code of FORMS) await expectFair(arena, bout('timeOuts', code, { kind, workers: 2, seed, rounds }))
    report.push(zeroIn(`time-out (${kind}): two outcomes, or early`, rounds * FORMS.length))
  })
})
