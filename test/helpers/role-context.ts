import type { Programs } from '../../src/base/programs.ts'
import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { LabError } from '../../src/base/errors.ts'
import type { LocalHttp } from '../../src/base/local-http.ts'
import type { Outside } from '../../src/engine/experiments/kit/outside.ts'
import { javascriptPrimitives } from '../../src/engine/sync/javascript-primitives.ts'
import type { Primitives } from '../../src/engine/sync/waiter.ts'

/** Room for the words of a kernel that takes no lock. */
const SOME_BYTES = 1024

/** Nobody listens, and nobody answers. */
export const noHttp: LocalHttp = {
  serve: () => Promise.reject(new Error('no kernel of this test serves')),
  client: () => ({ get: () => Promise.reject(new Error('no kernel of this test asks')), close: () => undefined }),
}

/** A worker's context on the test's own thread: it does operations in batches and counts them. */
export class FakeRoleContext implements RoleContext {
  readonly worker: number
  readonly primitives: Primitives
  readonly seed = 1
  readonly probing: boolean = false
  readonly waits: number[] = []
  /** Nothing takes time out there. */
  outside: Outside = {
    http: noHttp,
    sleep: () => (this.stopped ? Promise.reject(new LabError('STOPPED', 'stopped during a sleep')) : Promise.resolve()),
    expect: awaited => awaited,
    openChannel: () => ({ post: () => undefined, close: () => undefined }),
    onStop: () => () => undefined,
    executor: () => Promise.reject(new Error('a kernel with executors is tested on real threads')),
  }
  /** Nobody is out there. */
  readonly programs: Programs = {
    findInterpreters: () => Promise.resolve({ interpreters: [], leftOut: [] }),
    runPython: () => Promise.resolve({ kind: 'not-started', why: 'this is a fake' }),
  }
  /** What the clock says; a test sets it. */
  nanos = 0
  /** What a test says. */
  memoryNow = { usedBytes: 0, heldBytes: 0, processBytes: 0 }
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

  spin(_nanos?: number): void {
    this.inTheGap()
  }

  nowNanos(): number {
    return this.nanos
  }

  cpuMicros(): number {
    return this.nanos / 1000
  }

  memory() {
    return this.memoryNow
  }

  waited(nanos: number): void {
    this.waits.push(nanos)
  }

  yieldCore(): void {
    this.inTheGap()
  }
}
