import { isLabError } from '../../../src/base/errors.ts'
import type { Kernel } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { Rendezvous } from '../../../src/engine/experiments/kit/rendezvous.ts'
import { Mutex } from '../../../src/engine/sync/mutex.ts'
import type { memory, params } from './experiment.ts'
import { STEPS_EACH, stepOf } from './plan.ts'

const A_MINUTE = 60_000
const VISITS = 20_000
/** Nobody else's. */
const OWN_LOCKS = 64

export const scripted: Kernel<typeof memory, typeof params> = (words, { workers }, context) => {
  const together = new Rendezvous(words.together, workers, context)
  const held: Mutex[] = []
  const acquire = (lock: number, millis: number): void => {
    const mutex = new Mutex(words.lock.of(lock), context)
    if (millis === Infinity) {
      if (mutex.acquireRobust()) mutex.markConsistent()
    } else if (!mutex.acquireFor(millis)) return
    held.push(mutex)
  }
  const { items } = words.script
  try {
    for (let step = 0; step < STEPS_EACH; step++) {
      const { does, lock } = stepOf(items[context.worker * STEPS_EACH + step] ?? 0)
      if (does === 'acquire') {
        context.at(1)
        acquire(lock, Infinity)
      }
      if (does === 'acquire in time') acquire(lock, A_MINUTE)
      if (does === 'meet') together.meet()
      if (does === 'come and go') {
        const mutex = new Mutex(words.lock.of(OWN_LOCKS - 1 - context.worker), context)
        for (let visit = 0; visit < VISITS; visit++) mutex.hold(() => undefined)
      }
      // A role that ends holding a lock: nobody will ever release it.
      if (does === 'die') return
    }
  } catch (thrown) {
    // Who waits in time gets no lock whose holder has died.
    if (!isLabError(thrown) || (thrown.code !== 'DEADLOCK_VICTIM' && thrown.code !== 'ABANDONED')) throw thrown
    if (thrown.code === 'DEADLOCK_VICTIM') words.told.of(context.worker).cell[0]++
  }
  for (const mutex of held.toReversed()) mutex.release()
  words.done.of(context.worker).store(1)
}
