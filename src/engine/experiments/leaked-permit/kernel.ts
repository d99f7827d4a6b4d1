import { isLabError } from '../../../base/errors.ts'
import type { Bound } from '../../memory/layout.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { locking, type Acquirable } from '../../sync/token.ts'
import { bookWait } from '../kit/booked-wait.ts'
import { enter, leave } from '../kit/concurrency-witness.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type User = Kernel<typeof memory, typeof params>
type Knobs = Parameters<User>[1]

/** What the work throws. */
const FAILURE = new Error('the work failed')

/** The pool, with a ledger that the worker keeps for itself. */
function poolOf(words: Words, context: RoleContext): Acquirable {
  const pool = new Semaphore(words.pool, context)
  const { taken, returned, refused } = words.ledgers.of(context.worker)
  const acquire = (): void => {
    pool.acquire()
  }
  return {
    acquire(): void {
      bookWait(context, acquire)
      taken.cell[0]++
    },
    release(): void {
      try {
        pool.release()
      } catch (thrown) {
        if (!isLabError(thrown) || thrown.code !== 'OVER_RELEASE') throw thrown
        refused.cell[0]++
        return
      }
      returned.cell[0]++
    },
  }
}

/** Uses the pool again and again. Failures are caught and handled out here, where nobody knows of permits. */
function useAll(words: Words, { uses, failEvery }: Knobs, context: RoleContext, use: (work: () => void) => void): void {
  let used = 0
  const work = (): void => {
    enter(words.witness, context.worker)
    context.yieldCore()
    leave(words.witness)
    if (used % failEvery === 0) throw FAILURE
  }
  const useOnce = (): void => {
    used += 1
    try {
      use(work)
    } catch (thrown) {
      if (thrown !== FAILURE) throw thrown
    }
  }
  context.repeat(uses, useOnce, 1)
}

/** When the work throws, the next line never runs. */
export const bare: User = (words, knobs, context) => {
  const pool = poolOf(words, context)
  useAll(words, knobs, context, work => {
    pool.acquire()
    work()
    pool.release()
  })
}

/** Whoever wrote the catch did not know of the finally. */
export const releasedTwice: User = (words, knobs, context) => {
  const pool = poolOf(words, context)
  useAll(words, knobs, context, work => {
    pool.acquire()
    try {
      work()
    } catch (thrown) {
      pool.release()
      throw thrown
    } finally {
      pool.release()
    }
  })
}

/** On every way out, once. */
export const tryFinally: User = (words, knobs, context) => {
  const pool = poolOf(words, context)
  useAll(words, knobs, context, work => {
    pool.acquire()
    try {
      work()
    } finally {
      pool.release()
    }
  })
}

/** Whoever returns it early does no harm: the token knows. */
export const token: User = (words, knobs, context) => {
  const pool = poolOf(words, context)
  useAll(words, knobs, context, work => {
    using permit = locking(pool)
    work()
    permit.unlock()
  })
}
