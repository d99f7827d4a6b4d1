import { CONTEST_OFFSET } from './contest.ts'
import { dyingBarrierLayout } from './contests/dying-barrier.ts'
import { Generation, soon } from './generation.ts'
import { TOLD_WITHIN_MILLIS } from './kill-lock.ts'
import type { Killer } from './kills.ts'

const SURVIVORS = 2

/** All parties that live are told that not all will come. */
export const killBarrier: Killer = async (threads, bout, ground, prng) => {
  const words = dyingBarrierLayout.bind(ground.region.buffer, CONTEST_OFFSET)
  const faults: string[] = []
  const told = () => words.told.load()
  const generation = new Generation(bout, ground, { layout: dyingBarrierLayout, prng, told })
  await generation.begin(threads)
  const count = 1 + prng.nextBelow(bout.options.workers - SURVIVORS)
  await generation.kill(prng.shuffled(generation.living).slice(0, count))
  const heardAt = () => generation.living.map(worker => words.toldAtMillis.of(worker).value)
  const allTold = await soon(TOLD_WITHIN_MILLIS, () => heardAt().every(atMillis => atMillis > 0))
  const firstMillis = Math.min(...generation.deaths.map(({ atMillis }) => atMillis))
  const toldMillis = heardAt().map(atMillis => atMillis - firstMillis)
  if (!allTold || Math.max(...toldMillis) > TOLD_WITHIN_MILLIS) {
    faults.push(`told after ${toldMillis.map(millis => millis.toFixed(1)).join(', ')} ms; negative = not at all`)
  }
  faults.push(...(await generation.end(threads)))
  return { faults, deaths: generation.deaths, toldMillis }
}
