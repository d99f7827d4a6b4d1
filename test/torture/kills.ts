import { Prng } from '../../src/base/prng.ts'
import { prepareGround, storyOf, type Bout, type Ground } from './arena.ts'
import type { Code } from './contest.ts'
import type { ContestName } from './contests.ts'
import type { Death } from './generation.ts'
import { killBarrier } from './kill-barrier.ts'
import { killChannel } from './kill-channel.ts'
import { killLock } from './kill-lock.ts'
import { LOCKS } from './locks.ts'
import type { Contenders } from './threads.ts'

const WORKERS = 8

/** What workers can die of in these tests. */
export const MORTAL = [...LOCKS, 'barrier', 'channel']

/** One generation: workers come, some are ended, the others end. */
export type Killer = (threads: Contenders, bout: Bout, ground: Ground, prng: Prng) => Promise<Toll>

export interface Toll {
  readonly faults: readonly string[]
  readonly deaths: readonly Death[]
  /** From the exit of a worker until those whom it concerns were told. */
  readonly toldMillis: readonly number[]
}

export interface Killing {
  readonly faults: readonly string[]
  readonly deaths: readonly Death[]
  readonly toldMillis: readonly number[]
  readonly story: string
}

/** Ends at least so many workers that use what `kind` names, in one generation after the other. */
export async function killMany(
  threads: Contenders,
  kind: string,
  code: Code,
  kills: number,
  seed: number,
): Promise<Killing> {
  const prng = new Prng(seed)
  const deaths: Death[] = []
  const toldMillis: number[] = []
  const contest = contestOf(kind)
  const killer = { dyingLock: killLock, dyingBarrier: killBarrier, dyingChannel: killChannel }[contest]
  const bout: Bout = {
    contest,
    code,
    options: {
      workers: WORKERS,
      rounds: 0,
      seed,
      kind,
      size: 1 + prng.nextBelow(3),
      producers: WORKERS / 2,
    },
  }
  let ground = prepareGround(bout)
  while (deaths.length < kills) {
    // A lock outlives its dead, so that their successors find its memory as they left it.
    if (contest !== 'dyingLock') ground = prepareGround(bout)
    const toll = await killer(threads, bout, ground, prng)
    deaths.push(...toll.deaths)
    toldMillis.push(...toll.toldMillis)
    const faults = [...toll.faults, ...ground.open.faults(bout.options, {})]
    if (faults.length > 0) return { faults, deaths, toldMillis, story: storyOf(bout, ground.region) }
  }
  return { faults: [], deaths, toldMillis, story: storyOf(bout, ground.region) }
}

function contestOf(kind: string): ContestName & `dying${string}` {
  if (kind === 'barrier') return 'dyingBarrier'
  return kind === 'channel' ? 'dyingChannel' : 'dyingLock'
}
