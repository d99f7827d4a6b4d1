import type { ModelThread, ProgramThread } from '../../../src/engine/explore/program.ts'
import type { LockWord, recover } from '../../../src/engine/sync/recovery.ts'
import { repeated } from '../support/repeated.ts'
import { indices } from './visits.ts'

export type Recover = typeof recover

/** How often a gate was found abandoned; not counted are readers' slots and the turns of writers, which guard nothing. */
export const ABANDONED_COUNT = 'gates abandoned'

/**
 * A supervisor that keeps count of what it finds, and hears of many deaths: whoever was handing a lock to the first may be
 * the second.
 */
export function bookkeeper(
  locks: readonly LockWord[],
  workers: number,
  deaths: number,
  recoverAs: Recover,
): ProgramThread {
  return {
    name: 'supervisor',
    rounds: repeated(deaths, (thread: ModelThread) => {
      thread.nextDeath()
      while (recoverTheDead(thread)) thread.whenIdle()
    }),
  }

  function recoverTheDead(thread: ModelThread): boolean {
    const dead = thread.note(ghosts =>
      indices(workers).reduce((set, index) => set | (Number(ghosts.isDead(index)) << index), 0),
    )
    let again = false
    for (const index of indices(workers).filter(each => (dead & (1 << each)) !== 0)) {
      const found = recoverAs(index, locks)
      again ||= found.again
      const abandoned = found.abandoned.filter(name => name.endsWith('gate')).length
      if (abandoned > 0) thread.note(ghosts => ghosts.add(ABANDONED_COUNT, abandoned))
    }
    return again
  }
}
