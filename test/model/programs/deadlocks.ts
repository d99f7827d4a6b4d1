import type { ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout, type Fields } from '../../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import { Mutex, mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { store } from '../../../src/engine/sync/native/door.ts'
import { wakeEverybody } from '../../../src/engine/sync/native/recovery.ts'
import { STOP_WORD } from '../../../src/engine/sync/native/waiting.ts'
import { recover } from '../../../src/engine/sync/recovery.ts'
import { initializeRwLock, RwLock, rwLockLayout } from '../../../src/engine/sync/rw-lock.ts'
import { holding, type Acquirable } from '../../../src/engine/sync/token.ts'
import type { Primitives, Waiter } from '../../../src/engine/sync/waiter.ts'
import { findsDeadlock } from '../support/deadlock-probe.ts'
import { prepared, type Prepared } from '../support/prepared.ts'
import type { Recover } from './bookkeeper.ts'
import { unless } from './visits.ts'

/** Two workers that each take one mutex and then the other's: a deadlock, or not. */

const mutexes = layout('model', { a: mutexLayout, b: mutexLayout })

const DONE_COUNT = 'workers that are done'
const RECOVERING = 'recovery has begun'

/** Locks in a circle: each worker holds its own and wants the next one's. */
interface Circle<F extends Fields> {
  readonly memory: Prepared<F>
  readonly workers: number
  /** Its own, and the one that it wants. */
  locksOf(words: Prepared<F>['words'], waiter: Waiter, index: number): readonly [Acquirable, Acquirable]
}

function site<F extends Fields>(primitives: Primitives, killable: boolean, circle: Circle<F>) {
  const { memory, workers } = circle
  const threads: ProgramThread[] = Array.from({ length: workers }, (_, index) => {
    const [outer, inner] = circle.locksOf(memory.words, memory.waiter(index, primitives), index)
    const both = unless('ABANDONED', () => {
      holding(outer, () => {
        holding(inner, () => undefined)
      })
      return true
    })
    const rounds = [
      (thread: ModelThread) => {
        unless('STOPPED', both)(thread)
        thread.note(ghosts => ghosts.add(DONE_COUNT, 1))
      },
    ]
    return { name: `worker ${String(index)}`, rounds, killable }
  })
  return { memory, threads, workers }
}

function twoMutexes(): Circle<typeof mutexes.fields> {
  return {
    memory: prepared(mutexes, 2, () => undefined),
    workers: 2,
    locksOf({ a, b }, waiter, index) {
      const [outer, inner] = index === 0 ? [a, b] : [b, a]
      return [new Mutex(outer, waiter), new Mutex(inner, waiter)]
    },
  }
}

const threeMutexes = layout('model', { a: mutexLayout, b: mutexLayout, c: mutexLayout })

function ringOfThree(): Circle<typeof threeMutexes.fields> {
  return {
    memory: prepared(threeMutexes, 3, () => undefined),
    workers: 3,
    locksOf({ a, b, c }, waiter, index) {
      const [outer, inner] = index === 0 ? [a, b] : index === 1 ? [b, c] : [c, a]
      return [new Mutex(outer, waiter), new Mutex(inner, waiter)]
    },
  }
}

const fairMutexes = layout('model', { a: fairMutexLayout, b: fairMutexLayout })

function twoHandedOver(): Circle<typeof fairMutexes.fields> {
  return {
    memory: prepared(fairMutexes, 2, () => undefined),
    workers: 2,
    locksOf({ a, b }, waiter, index) {
      const [outer, inner] = index === 0 ? [a, b] : [b, a]
      return [new FairMutex(outer, waiter), new FairMutex(inner, waiter)]
    },
  }
}

const readersAndMutex = layout('model', { a: rwLockLayout, b: mutexLayout })

/** One reads and wants the mutex; the other has the mutex and wants to write. */
function readerAndWriter(): Circle<typeof readersAndMutex.fields> {
  return {
    memory: prepared(readersAndMutex, 2, ({ a }) => {
      initializeRwLock(a, 'writers')
    }),
    workers: 2,
    locksOf({ a, b }, waiter, index) {
      const lock = new RwLock(a, waiter)
      const mutex = new Mutex(b, waiter)
      return index === 0 ? [lock.read, mutex] : [mutex, lock.write]
    },
  }
}

function stop(): void {
  store(STOP_WORD, 1)
  wakeEverybody()
}

export const deadlockFound = (primitives: Primitives): Program => foundIn(primitives, twoMutexes())
export const deadlockOfThreeFound = (primitives: Primitives): Program => foundIn(primitives, ringOfThree())
export const deadlockOfHandOversFound = (primitives: Primitives): Program => foundIn(primitives, twoHandedOver())
export const deadlockOfReaderFound = (primitives: Primitives): Program => foundIn(primitives, readerAndWriter())

/** A probe that looks when nobody can go on finds a deadlock exactly when there is one. */
function foundIn<F extends Fields>(primitives: Primitives, circle: Circle<F>): Program {
  const { memory, threads, workers } = site(primitives, false, circle)
  const probe = (thread: ModelThread): void => {
    thread.whenIdle()
    const reported = findsDeadlock(workers, memory)
    const isDone = thread.note(ghosts => ghosts.get(DONE_COUNT)) === workers
    thread.assert(!isDone || !reported, 'reports a deadlock of workers that are done')
    thread.assert(isDone || reported, 'does not see the deadlock')
    stop()
  }
  return memory.program('opposed mutexes', [...threads, { name: 'probe', rounds: [probe] }])
}

/** A probe reports nothing that has ended, by a death and what is done about it, before it looked for the second time. */
export function deadlockDissolved(primitives: Primitives, recoverAs: Recover = recover): Program {
  const { memory, threads } = site(primitives, true, twoMutexes())
  const supervisor = (thread: ModelThread): void => {
    const dead = thread.nextDeath()
    thread.announce(ghosts => ghosts.add(RECOVERING, 1))
    recoverAs(dead, memory.locks)
  }
  const probe = (thread: ModelThread): void => {
    const isRecovering = (): boolean => thread.note(ghosts => ghosts.get(RECOVERING)) === 1
    // Who looks for deadlocks is told of a death before its locks are given back.
    if (isRecovering()) return
    let dissolved = false
    const reported = findsDeadlock(2, memory, 'as it should be', () => {
      dissolved = isRecovering()
    })
    thread.assert(!reported || !dissolved, 'reports a deadlock that a death has dissolved')
  }
  const host = (thread: ModelThread): void => {
    thread.whenIdle()
    stop()
  }
  return memory.program('opposed mutexes and a death', [
    ...threads,
    { name: 'supervisor', rounds: [supervisor] },
    { name: 'probe', rounds: [probe] },
    { name: 'host', rounds: [host] },
  ])
}
