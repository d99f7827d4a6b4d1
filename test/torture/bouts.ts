import { expect } from 'vitest'
import type { Arena, Bout, Result } from './arena.ts'
import type { Code, Options } from './contest.ts'
import type { ContestName } from './contests.ts'

const USUAL: Options = { workers: 4, rounds: 1_000, seed: 1, kind: '', size: 1, producers: 0 }

export function bout(contest: ContestName, code: Code, options: Partial<Options>): Bout {
  return { contest, code, options: { ...USUAL, ...options } }
}

/** Runs a bout in which nothing may go wrong. */
export async function expectFair(arena: Arena, fair: Bout): Promise<Result> {
  const result = await arena.run(fair)
  expect(result.faults, result.story).toEqual([])
  return result
}

/** What "never seen" is worth: by the rule of three, the rate is below 3/N at 95 %. */
export function zeroIn(what: string, count: number): string {
  return `${what}: 0 in ${count.toLocaleString('en')}, so fewer than 1 in ${Math.floor(count / 3).toLocaleString('en')} (95 %)`
}

/** `LAB_SEED=` replays. */
export function seedOr(usual: number): number {
  const given = Number(process.env['LAB_SEED'])
  return Number.isInteger(given) && given > 0 ? given : usual
}
