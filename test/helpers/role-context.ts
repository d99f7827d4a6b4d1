import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { FakeWaiter } from './fake-waiter.ts'

/** A worker's context on the test's own thread: it does operations in batches and counts them. */
export class FakeRoleContext extends FakeWaiter implements RoleContext {
  readonly seed = 1
  completed = 0
  batches = 0
  /** Plays the others while this worker stays busy or gives its core away, which the amplifier asks for. */
  inTheGap: () => void = () => undefined
  /** Plays the others before each batch. */
  beforeBatch: () => void = () => undefined

  repeat(total: number, batch: (times: number) => void, size = 1024): void {
    for (let left = total; left > 0;) {
      this.beforeBatch()
      if (this.stopped) return
      const times = Math.min(left, size)
      batch(times)
      left -= times
      this.completed += times
      this.batches += 1
    }
  }

  stopRequested(): boolean {
    return this.stopped
  }

  spin(): void {
    this.inTheGap()
  }

  yieldCore(): void {
    this.inTheGap()
  }
}
