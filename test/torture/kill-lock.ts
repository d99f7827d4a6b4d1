import { CONTEST_OFFSET } from './contest.ts'
import { dyingLockLayout } from './contests/dying-lock.ts'
import { Generation, soon, type Death } from './generation.ts'
import type { Killer } from './kills.ts'

/** From a holder's exit until the next one was told. */
export const TOLD_WITHIN_MILLIS = 200
const MOST_AT_ONCE = 3
/** Somebody is left to be told. */
const SURVIVORS = 2

/** Whoever acquires a lock whose holder was ended is told. */
export const killLock: Killer = async (threads, bout, ground, prng) => {
  const words = dyingLockLayout.bind(ground.region.buffer, CONTEST_OFFSET)
  const faults: string[] = []
  const toldMillis: number[] = []
  const holders: Death[] = []
  const told = () => words.told.load()
  const onDeath = (death: Death) => {
    if (death.abandoned.some(isLock)) holders.push(death)
  }
  const generation = new Generation(bout, ground, { layout: dyingLockLayout, prng, told, onDeath })
  const heard = async ({ toldBefore, atMillis, worker }: Death) => {
    const wasTold = await soon(TOLD_WITHIN_MILLIS, () => told() > toldBefore)
    const tookMillis = words.toldAtMillis.value - atMillis
    if (wasTold) toldMillis.push(tookMillis)
    if (!wasTold) faults.push(`nobody was told of the death of worker ${worker}, which held the lock`)
    else if (tookMillis > TOLD_WITHIN_MILLIS)
      faults.push(`told only ${tookMillis} ms after the death of worker ${worker}`)
  }

  await generation.begin(threads)
  for (let left = generation.living; left.length > SURVIVORS && faults.length === 0; left = generation.living) {
    holders.length = 0
    const most = Math.min(MOST_AT_ONCE, left.length - SURVIVORS)
    await generation.kill(prng.shuffled(left).slice(0, 1 + prng.nextBelow(most)))
    const latest = holders.at(-1)
    if (latest !== undefined) await heard(latest)
  }
  faults.push(...(await generation.end(threads)))
  return { faults, deaths: generation.deaths, toldMillis }
}

/** Not a reader's slot, which is cleared, nor the mutex among writers, which guards nothing of the user's. */
function isLock(name: string): boolean {
  return !name.includes('reading') && !name.endsWith('writers')
}
