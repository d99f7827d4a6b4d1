import { HOLDER_BITS, POISON_BIT } from '../../../src/base/lock-word.ts'
import type { End, Ghosts } from '../../../src/engine/explore/program.ts'
import { ABANDONED_COUNT } from './bookkeeper.ts'
import { diedInside, indices, repairAll, unless, type Attempt } from './visits.ts'

/** What is promised when a holder dies. */

const TOLD_COUNT = 'told of a death'

/** An attempt that may be refused because a holder died: only ever inside with everything in order. */
export function unlessAbandoned(attempt: Attempt, workers: number): Attempt {
  return unless('ABANDONED', thread => {
    if (!attempt(thread)) return false
    const disorder = thread.note(ghosts => Number(diedInside(ghosts, workers)))
    thread.assert(disorder === 0, 'acquired what a dead holder left half done')
    return true
  })
}

/** What {@link robustly} needs of a lock. */
interface Robust {
  acquireRobust(): boolean
  markConsistent(): void
}

/** An attempt that succeeds, but is told when a holder died; then it repairs, and vouches for it. */
export function robustly(lock: Robust, workers: number): Attempt {
  return thread => {
    const told = lock.acquireRobust()
    const disorder = thread.note(ghosts => Number(diedInside(ghosts, workers)))
    thread.assert(told || disorder === 0, 'was not told that a holder had died')
    if (!told) return true
    thread.assert(thread.note(ghosts => anyDead(ghosts, workers)) === 1, 'was told of a death, but nobody has died')
    lock.markConsistent()
    thread.note(ghosts => {
      repairAll(ghosts, workers)
      return ghosts.add(TOLD_COUNT, 1)
    })
    return true
  }
}

/** Nobody holds the lock in the end, and it is abandoned if a holder has died of whom nobody was told. */
export function expectGateAtEnd(end: End, address: number, deaths: number): void {
  const word = end.word(address)
  end.assert((word & HOLDER_BITS) === 0, 'the lock is held at the end')
  const poisoned = (word & POISON_BIT) !== 0
  const untold = end.ghost(ABANDONED_COUNT) - end.ghost(TOLD_COUNT)
  end.assert(untold >= 0, 'more workers were told than locks were abandoned')
  end.assert(untold > 0 || !poisoned, 'the lock is abandoned, and no holder has died')
  // Whoever is told after two deaths vouches for both.
  end.assert(poisoned || untold === 0 || deaths > 1, 'a holder died, and nobody will be told')
}

function anyDead(ghosts: Ghosts, threads: number): number {
  return Number(indices(threads).some(index => ghosts.isDead(index)))
}
