import type { Program } from '../../../src/engine/explore/program.ts'
import { i32, layout } from '../../../src/engine/memory/layout.ts'
import { EVERYBODY, load, notify, store, wait } from '../../../src/engine/sync/native/door.ts'
import { initializeRwLock, RwLock, rwLockLayout, type Preference } from '../../../src/engine/sync/rw-lock.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { prepared } from '../support/prepared.ts'

const modelLayout = layout('model', {
  lock: rwLockLayout,
  tried: i32({ writers: 'who tries', access: 'atomic', doc: '1 once it has tried' }),
})

/** While one reads and a writer waits for it, another reader tries to get in: only readers first lets it. */
export function preferenceProgram(primitives: Primitives, preference: Preference): Program {
  const memory = prepared(modelLayout, 3, ({ lock }) => {
    initializeRwLock(lock, preference)
    // The first worker is inside from the start.
    lock.reading.of(0).store(1)
  })
  const tried = memory.words.tried.address
  const lockOf = (worker: number): RwLock => new RwLock(memory.words.lock, memory.waiter(worker, primitives))
  const reader = lockOf(0)
  const writer = lockOf(1)
  const latecomer = lockOf(2)
  return memory.program(`preference ${preference}`, [
    {
      name: 'reader',
      rounds: [
        () => {
          while (load(tried) === 0) wait(tried, 0, Infinity)
          reader.releaseRead()
        },
      ],
    },
    {
      name: 'writer',
      rounds: [
        () => {
          writer.acquireWrite()
          writer.releaseWrite()
        },
      ],
    },
    {
      name: 'latecomer',
      rounds: [
        thread => {
          thread.whenIdle()
          const isIn = latecomer.tryAcquireRead()
          thread.assert(isIn === (preference === 'readers'), 'the preference does not hold')
          if (isIn) latecomer.releaseRead()
          store(tried, 1)
          notify(tried, EVERYBODY)
        },
      ],
    },
  ])
}
