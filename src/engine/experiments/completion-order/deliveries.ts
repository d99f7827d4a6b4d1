import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import type { Executor } from '../kit/executor.ts'
import type { Knobs, memory } from './experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { logTask } from '../kit/task-log.ts'
import type { Wait } from './tasks.ts'

type Words = Bound<typeof memory.fields>

/** How long each task waits: by the seed, between the full time and as much less as the jitter says. */
export function waitsOf({ tasks, waitMillis, jitter }: Knobs, seed: number): Wait[] {
  const chance = new Prng(seed)
  return Array.from({ length: tasks }, (_, number) => {
    return { number, millis: waitMillis * (1 - (jitter / 100) * (chance.nextBelow(1001) / 1000)) }
  })
}

/** Books what the caller is handed, and when. */
export class Deliveries {
  readonly #words: Words
  readonly #context: RoleContext
  #received = 0

  /** From now on. */
  constructor(words: Words, context: RoleContext, pool: Executor) {
    this.#words = words
    this.#context = context
    words.originNanos.value = context.nowNanos()
    words.startMillis.value = pool.startMillis
    let heard = 0
    pool.onEnded(task => {
      logTask(words.log, task)
      words.heard.items[heard] = task.number + 1
      heard += 1
    })
  }

  /** The caller has the result of this wait in hand. */
  receive(number: number): void {
    const { received, order, atNanos } = this.#words
    received.items[number] = (received.items[number] ?? 0) + 1
    order.items[this.#received] = number + 1
    atNanos.items[number] = this.#context.nowNanos()
    this.#received += 1
    this.#context.setCompleted(this.#received)
  }
}
