import type { Prng } from '../../../src/base/prng.ts'

/** What a worker does, one after the other. `meet` waits for all workers. */
export type Step =
  | { readonly does: 'acquire' | 'acquire in time' | 'release'; readonly lock: number }
  | { readonly does: 'meet' | 'come and go' | 'die' }

/** What is planted in a trial. */
export interface Plan {
  readonly scripts: readonly (readonly Step[])[]
  /** Each from its smallest worker on, as findings name them. */
  readonly cycles: readonly (readonly number[])[]
}

export const STEPS_EACH = 32
const CODES = ['', 'acquire', 'acquire in time', 'release', 'meet', 'come and go', 'die'] as const

/** A script as it lies in shared memory: code << 8 | lock, 0 ends it. */
export function steps(script: readonly Step[]): number[] {
  const words = script.map(step => (CODES.indexOf(step.does) << 8) | ('lock' in step ? step.lock : 0))
  return [...words, ...Array<number>(STEPS_EACH - words.length).fill(0)]
}

export function stepOf(word: number): { readonly does: (typeof CODES)[number]; readonly lock: number } {
  return { does: CODES[word >> 8] ?? '', lock: word & 0xff }
}

/**
 * Cycles of random workers over random locks, and bystanders: some wait for a member's lock, some for a bystander's, some
 * with a time limit, some take free locks all the time.
 */
export function makePlan(random: Prng, workers: number, lengths: readonly number[]): Plan {
  const order = random.shuffled(Array.from({ length: workers }, (_, worker) => worker))
  const locks = random.shuffled(Array.from({ length: 64 }, (_, lock) => lock))
  const scripts: Step[][] = Array.from({ length: workers }, () => [])
  const lockOf = (worker: number): number => locks[worker] ?? 0
  const cycles: number[][] = []
  let taken = 0
  for (const length of lengths) {
    const members = order.slice(taken, taken + length)
    taken += length
    for (const [place, worker] of members.entries()) {
      const next = members[(place + 1) % members.length] ?? worker
      scripts[worker] = [
        { does: 'acquire', lock: lockOf(worker) },
        { does: 'meet' },
        { does: 'acquire', lock: lockOf(next) },
      ]
    }
    const first = members.indexOf(Math.min(...members))
    cycles.push([...members.slice(first), ...members.slice(0, first)])
  }
  const before = order.slice(0, taken)
  for (const worker of order.slice(taken)) {
    const target = before[random.nextBelow(before.length)] ?? worker
    const own: Step = { does: 'acquire', lock: lockOf(worker) }
    const wants = (does: 'acquire' | 'acquire in time'): Step => ({ does, lock: lockOf(target) })
    const kinds: Step[][] = [
      [own, { does: 'meet' }, wants('acquire')],
      [own, { does: 'meet' }, wants('acquire in time')],
      [{ does: 'meet' }, wants('acquire')],
      [{ does: 'meet' }, { does: 'come and go' }],
    ]
    scripts[worker] = kinds[random.nextBelow(kinds.length)] ?? []
    // Whoever comes and goes holds nothing for long.
    if (scripts[worker]?.[0]?.does === 'acquire') before.push(worker)
  }
  return { scripts, cycles: cycles.toSorted(([a = 0], [b = 0]) => a - b) }
}
