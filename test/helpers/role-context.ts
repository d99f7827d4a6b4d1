import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { javascriptPrimitives } from '../../src/engine/sync/javascript-primitives.ts'
import type { Primitives } from '../../src/engine/sync/waiter.ts'

/** Room for the words of a kernel that takes no lock. */
const SOME_BYTES = 1024

/** A worker's context on the test's own thread: it does operations in batches and counts them. */
export class FakeRoleContext implements RoleContext {
  readonly worker: number
  readonly primitives: Primitives
  readonly seed = 1
  readonly probing: boolean = false
  readonly waits: number[] = []
  /** What the clock says; a test sets it. */
  nanos = 0
  completed = 0
  batches = 0
  stopped = false
  /** Plays the others while this worker stays busy or gives its core away, which the amplifier asks for. */
  inTheGap: () => void = () => undefined
  /** Plays the others before each batch. */
  beforeBatch: () => void = () => undefined

  /** @param buffer where the kernel's words lie */
  constructor(worker: number, buffer = new SharedArrayBuffer(SOME_BYTES)) {
    this.worker = worker
    this.primitives = javascriptPrimitives(buffer, () => 0)
  }

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

  setCompleted(operations: number): void {
    this.completed = operations
  }

  at(): void {
    // nobody looks
  }

  stopRequested(): boolean {
    return this.stopped
  }

  received(): number {
    return 0
  }

  spin(): void {
    this.inTheGap()
  }

  nowNanos(): number {
    return this.nanos
  }

  waited(nanos: number): void {
    this.waits.push(nanos)
  }

  yieldCore(): void {
    this.inTheGap()
  }
}
