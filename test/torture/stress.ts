import { expect } from 'vitest'
import type { Arena, Result } from './arena.ts'
import { bout, expectFair } from './bouts.ts'
import type { Code, Options } from './contest.ts'
import type { ContestName } from './contests.ts'

/** `LAB_STRESS=0.1` does a tenth of everything. */
const SHARE = Number(process.env['LAB_STRESS'] ?? 1)
expect(SHARE, 'LAB_STRESS, a share').toBeGreaterThan(0)

/** So much of what the full run does. */
export function share(full: number): number {
  return Math.max(1, Math.ceil(full * SHARE))
}

export interface Hunt {
  readonly contest: ContestName
  readonly code: Code
  readonly options: Partial<Options>
}

/** Runs the same bout with one seed after the other until `enough`, or until the time is over. */
export async function hunt(
  arena: Arena,
  { contest, code, options }: Hunt,
  millis: number,
  enough: (result: Result) => boolean,
): Promise<void> {
  const end = performance.now() + millis
  for (let seed = options.seed ?? 1; performance.now() < end; seed++) {
    if (enough(await expectFair(arena, bout(contest, code, { ...options, seed })))) return
  }
}
