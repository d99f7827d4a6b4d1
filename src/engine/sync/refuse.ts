import { LabError } from '../../base/errors.ts'
import { holderOf } from '../../base/lock-word.ts'
import {
  ABANDONED,
  BARRIER_BROKEN,
  CLOSED,
  DEADLOCK_VICTIM,
  NOT_HOLDER,
  OVER_RELEASE,
  RELOCK,
  STOPPED,
} from './native/refusals.ts'

/**
 * Throws what a primitive refuses.
 * @param code of `native/refusals.ts`
 * @param worker 0-based, who is refused
 * @param word what the lock's word holds
 * @param address of the lock's word, bytes
 */
export function refuse(code: number, worker: number, word: number, address: number): never {
  const who = `worker ${String(worker)}`
  switch (code) {
    case RELOCK:
      throw new LabError('RELOCK', `${who} acquires a lock that it already holds`, { address })
    case NOT_HOLDER:
      throw new LabError('NOT_HOLDER', `${who} releases a lock, or waits without it, but ${holding(word)}`)
    case STOPPED:
      throw new LabError('STOPPED', `the trial was stopped while ${who} waited`)
    case ABANDONED:
      throw new LabError(
        'ABANDONED',
        `the holder of a lock that ${who} acquires died; what it guards may be half done`,
        {
          suggestion: 'acquireRobust, repair, markConsistent',
        },
      )
    case OVER_RELEASE:
      throw new LabError('OVER_RELEASE', `${who} returns a permit to a semaphore that has all ${String(word)} of them`)
    case BARRIER_BROKEN:
      throw new LabError('BARRIER_BROKEN', `${who} waits at a barrier that not all parties will reach`)
    case CLOSED:
      throw new LabError('CLOSED', `${who} sends into a channel that is closed`)
    case DEADLOCK_VICTIM:
      throw new LabError(
        'DEADLOCK_VICTIM',
        `${who} was chosen to end a deadlock: it does not get the lock it waits for`,
        {
          suggestion: 'give back all locks, then start again',
        },
      )
    default:
      throw new LabError('INTERNAL', `a primitive refused with the unknown code ${String(code)}`)
  }
}

function holding(word: number): string {
  const holder = holderOf(word)
  return holder < 0 ? 'nobody holds it' : `worker ${String(holder)} holds it`
}
