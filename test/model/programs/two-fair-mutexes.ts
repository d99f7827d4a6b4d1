import { heldBy } from '../../../src/base/lock-word.ts'
import type { Program } from '../../../src/engine/explore/program.ts'
import { layout } from '../../../src/engine/memory/layout.ts'
import { FairMutex, fairMutexLayout } from '../../../src/engine/sync/fair-mutex.ts'
import type { Primitives } from '../../../src/engine/sync/waiter.ts'
import { prepared } from '../support/prepared.ts'

const modelLayout = layout('model', { a: fairMutexLayout, b: fairMutexLayout })

/**
 * Two workers hold a mutex each and release it; a third waits for the first, gives up in time or not, and waits for the
 * second. Whoever releases the first may have seen it in the wait before.
 */
export function twoFairMutexes(primitives: Primitives): Program {
  const memory = prepared(modelLayout, 3, ({ a, b }) => {
    a.word.store(heldBy(1))
    b.word.store(heldBy(2))
  })
  const lock = (worker: number, which: 'a' | 'b'): FairMutex =>
    new FairMutex(memory.words[which], memory.waiter(worker, primitives))
  const [a, b] = [lock(0, 'a'), lock(0, 'b')]
  const [held, alsoHeld] = [lock(1, 'a'), lock(2, 'b')]
  return memory.program(
    'two fair mutexes',
    [
      {
        name: 'worker 0',
        rounds: [
          () => {
            if (a.acquireFor(10)) a.release()
          },
          () => {
            b.acquire()
          },
          () => {
            b.release()
          },
        ],
      },
      {
        name: 'worker 1',
        rounds: [
          () => {
            held.release()
          },
        ],
      },
      {
        name: 'worker 2',
        rounds: [
          () => {
            alsoHeld.release()
          },
        ],
      },
    ],
    end => {
      end.assert(end.word(memory.words.a.word.address) === 0, 'a is held at the end')
      end.assert(end.word(memory.words.b.word.address) === 0, 'b is held at the end')
    },
  )
}
