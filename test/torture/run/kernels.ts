import { WAITERS_BIT } from '../../../src/base/lock-word.ts'
import type { Kernel } from '../../../src/engine/experiments/kit/define-experiment.ts'
import { lockOf } from '../locks.ts'
import type { memory, params } from './experiment.ts'

type Worker = Kernel<typeof memory, typeof params>

function dyingWith(kind: string): Worker {
  return (words, { culprit }, context) => {
    const lock = lockOf(words.locks, kind, context)
    if (context.worker !== culprit) {
      while (words.isHeld.load() === 0 && !context.stopRequested()) Atomics.pause()
      lock.acquire()
      return
    }
    lock.acquire()
    words.isHeld.store(1)
    while ((lock.word.load() & WAITERS_BIT) === 0 && !context.stopRequested()) Atomics.pause()
    process.exit(7)
  }
}

export const mutex = dyingWith('mutex')
export const fairMutex = dyingWith('fair mutex')
export const rwLock = dyingWith('rw-lock, writers first')
