import { CONTEST_OFFSET } from './contest.ts'
import { dyingChannelLayout, MAX_SENT } from './contests/dying-channel.ts'
import { Generation, soon } from './generation.ts'
import { TOLD_WITHIN_MILLIS } from './kill-lock.ts'
import type { Killer } from './kills.ts'

/**
 * A worker that dies inside a channel ends it for all, who are told; one that dies outside takes along what it had in its
 * hands, and nothing else: whoever waits for what it had sent or taken goes on.
 */
export const killChannel: Killer = async (threads, bout, ground, prng) => {
  const { producers, workers, size } = bout.options
  const words = dyingChannelLayout.bind(ground.region.buffer, CONTEST_OFFSET)
  const faults: string[] = []
  const toldMillis: number[] = []
  const generation = new Generation(bout, ground, {
    layout: dyingChannelLayout,
    prng,
    told: () => words.told.load(),
  })
  const abandonment = () => generation.deaths.find(({ abandoned }) => abandoned.length > 0)
  /** Of each side somebody is left, to go on. */
  const victims = () => {
    const senders = generation.living.filter(worker => worker < producers)
    const receivers = generation.living.filter(worker => worker >= producers)
    return [...senders.slice(0, -1), ...receivers.slice(0, -1)]
  }

  await generation.begin(threads)
  for (let left = victims(); left.length > 0 && abandonment() === undefined; left = victims()) {
    await generation.kill(prng.shuffled(left).slice(0, 1))
  }
  const died = abandonment()
  if (died !== undefined) {
    const heardAt = () => generation.living.map(worker => words.toldAtMillis.of(worker).value)
    const allTold = await soon(TOLD_WITHIN_MILLIS, () => heardAt().every(atMillis => atMillis > 0))
    toldMillis.push(...heardAt().map(atMillis => atMillis - died.atMillis))
    if (!allTold)
      faults.push(`told after ${toldMillis.map(millis => millis.toFixed(1)).join(', ')} ms; negative = not at all`)
  }
  faults.push(...(await generation.end(threads)))

  const deadReceivers = generation.deaths.filter(({ worker }) => worker >= producers).length
  const mayMiss = deadReceivers + (died === undefined ? 0 : size + 1)
  let missing = 0
  for (let sender = 0; sender < producers; sender++) {
    const sent = words.sent.of(sender).load()
    const tried = words.tried.of(sender).load()
    words.arrivals.items.subarray(sender * MAX_SENT, (sender + 1) * MAX_SENT).forEach((times, item) => {
      if (times > 1 || (times > 0 && item >= tried)) faults.push(`item ${item} of worker ${sender} came ${times} times`)
      if (times === 0 && item < sent) missing += 1
    })
  }
  if (missing > mayMiss) faults.push(`${missing} items are gone, of ${workers} workers ${deadReceivers} receivers died`)
  return { faults, deaths: generation.deaths, toldMillis }
}
