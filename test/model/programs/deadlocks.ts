import type { ModelThread, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { Mutex, mutexLayout } from '../../../src/engine/sync/mutex.ts'
import { store } from '../../../src/engine/sync/native/door.ts'
import { wakeEverybody } from '../../../src/engine/sync/native/recovery.ts'
import { STOP_WORD } from '../../../src/engine/sync/native/waiting.ts'
import { recover } from '../../../src/engine/sync/recovery.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { findsDeadlock } from '../support/deadlock-probe.ts'
import { prepared } from '../support/prepared.ts'
import type { Recover } from './bookkeeper.ts'
import { unless } from './visits.ts'

/** Two workers that each take one mutex and then the other's: a deadlock, or not. */

const mutexes = layout('model', { a: mutexLayout, b: mutexLayout })

const DONE_COUNT = 'workers that are done'
const RECOVERING = 'recovery has begun'

function site(primitives: Primitives, killable: boolean) {
  const memory = prepared(mutexes, 2, () => undefined)
  const threads: ProgramThread[] = [0, 1].map(index => {
    const a = new Mutex(memory.words.a, memory.waiter(index, primitives))
    const b = new Mutex(memory.words.b, memory.waiter(index, primitives))
    const [outer, inner] = index === 0 ? [a, b] : [b, a]
    const both = unless('ABANDONED', () => {
      outer.hold(() => {
        inner.hold(() => undefined)
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
  return { memory, threads }
}

function stop(): void {
  store(STOP_WORD, 1)
  wakeEverybody()
}

/** A probe that looks when nobody can go on finds a deadlock exactly when there is one. */
export function deadlockFound(primitives: Primitives): Program {
  const { memory, threads } = site(primitives, false)
  const probe = (thread: ModelThread): void => {
    thread.whenIdle()
    const reported = findsDeadlock(2, memory)
    const isDone = thread.note(ghosts => ghosts.get(DONE_COUNT)) === 2
    thread.assert(!isDone || !reported, 'reports a deadlock of workers that are done')
    thread.assert(isDone || reported, 'does not see the deadlock')
    stop()
  }
  return memory.program('opposed mutexes', [...threads, { name: 'probe', rounds: [probe] }])
}

/** A probe reports nothing that has ended, by a death and what is done about it, before it looked for the second time. */
export function deadlockDissolved(primitives: Primitives, recoverAs: Recover = recover): Program {
  const { memory, threads } = site(primitives, true)
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
