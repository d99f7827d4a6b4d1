import type { Bound } from '../../memory/layout.ts'
import { Event } from '../../sync/event.ts'
import { Mutex } from '../../sync/mutex.ts'
import { locking, type Acquirable, type UnlockToken } from '../../sync/token.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { abandon } from '../kit/thread-exit.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Worker = Kernel<typeof memory, typeof params>

/** The release is a line like any other: the exception jumps over it. */
export const bareAcquire: Worker = (words, { tasks }, context) => {
  const gate = new BookedMutex(words, context)
  workThrough(words, tasks, context, fails => {
    gate.acquire()
    transfer(words, fails)
    gate.release()
    return true
  })
}

/** Released on every way out, whatever the state of the data. */
export const tryFinally: Worker = (words, { tasks }, context) => {
  const gate = new BookedMutex(words, context)
  workThrough(words, tasks, context, fails => {
    gate.acquire()
    try {
      transfer(words, fails)
    } finally {
      gate.release()
    }
    return true
  })
}

/** The same, and nobody can forget it: the end of the block releases. */
export const usingToken: Worker = (words, { tasks }, context) => {
  const gate = new BookedMutex(words, context)
  workThrough(words, tasks, context, fails => {
    using _token = gate.lock()
    transfer(words, fails)
    return true
  })
}

/** Nobody waits for ever, and nobody gets the lock any more. */
export const timeout: Worker = (words, { tasks, limitMillis }, context) => {
  const gate = new BookedMutex(words, context)
  // The first worker is there to fail, not to give up.
  const limit = context.worker === 0 ? Infinity : limitMillis
  workThrough(words, tasks, context, fails => {
    if (!gate.acquireFor(limit)) {
      words.own.of(context.worker).gaveUp.cell[0]++
      return false
    }
    transfer(words, fails)
    gate.release()
    return true
  })
}

/** A dead worker cleans up nothing. The lock remembers that its holder died, and the next one looks after the data. */
export const robust: Worker = (words, { tasks }, context) => {
  const gate = new BookedMutex(words, context)
  workThrough(words, tasks, context, fails => {
    if (gate.acquireRobust()) {
      words.own.of(context.worker).told.cell[0]++
      // Only the half that a task changes first can be ahead, by the task that failed.
      words.debits.store(words.credits.load())
      gate.markConsistent()
    }
    transfer(words, fails)
    gate.release()
    return true
  })
  if (abandon(words.gate, context)) words.own.of(context.worker).releases.cell[0]++
}

class TaskFailed extends Error {}

/** Two halves that belong together. The task that fails does so between them. */
function transfer(words: Words, fails: boolean): void {
  words.debits.cell[0]++
  if (fails) throw new TaskFailed()
  words.credits.cell[0]++
}

/**
 * Does the tasks one by one. The first worker fails in the middle of its own, and its role ends there. The others keep
 * their last task until that has happened, so that in every trial somebody comes after it.
 * @param task false ends the role
 */
function workThrough(words: Words, tasks: number, context: RoleContext, task: (fails: boolean) => boolean): void {
  const failed = new Event(words.failed, context)
  const failsAt = context.worker === 0 ? Math.floor(tasks / 2) : tasks
  let next = 0
  let goesOn = true
  const oneTask = (): void => {
    if (!goesOn) return
    if (context.worker > 0 && next === tasks - 1) failed.wait()
    goesOn = task(next === failsAt)
    if (goesOn) next++
  }
  try {
    context.repeat(tasks, oneTask, 1)
  } catch (thrown) {
    if (!(thrown instanceof TaskFailed)) throw thrown
    words.own.of(context.worker).failures.cell[0]++
    failed.set()
  } finally {
    context.setCompleted(next)
  }
}

/** A mutex that books who got it and who gave it back, in words that the mutex does not know. */
class BookedMutex implements Acquirable {
  readonly #mutex: Mutex
  readonly #own: ReturnType<Words['own']['of']>

  constructor(words: Words, context: RoleContext) {
    this.#mutex = new Mutex(words.gate, context)
    this.#own = words.own.of(context.worker)
  }

  acquire(): void {
    this.#mutex.acquire()
    this.#own.acquires.cell[0]++
  }

  acquireFor(millis: number): boolean {
    const acquired = this.#mutex.acquireFor(millis)
    if (acquired) this.#own.acquires.cell[0]++
    return acquired
  }

  acquireRobust(): boolean {
    const holderDied = this.#mutex.acquireRobust()
    this.#own.acquires.cell[0]++
    return holderDied
  }

  markConsistent(): void {
    this.#mutex.markConsistent()
  }

  release(): void {
    this.#own.releases.cell[0]++
    this.#mutex.release()
  }

  lock(): UnlockToken {
    return locking(this)
  }
}
