import type { Programs } from '../../base/programs.ts'
import { Prng } from '../../base/prng.ts'
import type { ThreadMemory } from '../../base/thread-memory.ts'
import { BATCH, type RoleContext } from '../experiments/kit/role-context.ts'
import * as atomics from '../memory/atomics.ts'
import type { I32Cell } from '../memory/cells.ts'
import type { WorkerSide } from '../ports.ts'
import type { Primitives } from '../sync/waiter.ts'
import { bucketOf } from '../telemetry/histogram.ts'
import type { SessionWords } from './session-memory.ts'
import type { SessionExecutors } from './session-executors.ts'
import { WorkerOutside } from './worker-outside.ts'
import type { AttachMessage } from './worker-protocol.ts'

/** How long `yieldCore` sleeps: futexes take nanoseconds, but nothing wakes anybody sooner than its timer slack. */
const YIELD_MILLIS = 0.001

/** What a kernel of this worker is given. */
export class Context implements RoleContext {
  readonly worker: number
  readonly primitives: Primitives
  readonly outside: WorkerOutside
  readonly programs: Programs
  seed = 0
  probing = false
  /** Operations of the batches that are behind us. */
  completed = 0
  readonly #side: WorkerSide
  readonly #stop: I32Cell
  readonly #nap: I32Cell
  readonly #live: I32Cell
  readonly #received: I32Cell
  readonly #step: I32Cell
  readonly #telemetry: boolean
  readonly #waits: Int32Array

  constructor(
    side: WorkerSide,
    attach: AttachMessage,
    words: SessionWords,
    primitives: Primitives,
    executors: SessionExecutors | null,
  ) {
    const cells = words.workers.cells.of(attach.worker)
    this.worker = attach.worker
    this.primitives = primitives
    this.#side = side
    this.#stop = words.waiting.stop.cell
    this.#nap = cells.nap.cell
    this.#live = cells.operations.cell
    this.#received = words.waiting.records.of(attach.worker).received.cell
    this.#step = cells.step.cell
    this.#telemetry = attach.telemetry
    this.#waits = cells.waits.items
    this.programs = side.programs
    this.outside = new WorkerOutside(side, attach.session, this.#stop, cells.outside.cell, executors)
  }

  reset(trialSeed: number, probing: boolean): void {
    this.probing = probing
    this.seed = new Prng(trialSeed + this.worker * 0x9e3779b9).nextU32()
    this.completed = 0
    this.outside.reset()
  }

  repeat(total: number, batch: (times: number) => void, size = BATCH): void {
    for (let left = total; left > 0 && !this.stopRequested();) {
      const times = left < size ? left : size
      batch(times)
      left -= times
      this.completed += times
      // Its only writer is this worker and only the sampler reads it: a plain store is enough, and costs nothing.
      if (this.#telemetry) this.#live[0] = this.completed
    }
  }

  setCompleted(operations: number): void {
    this.completed = operations
    if (this.#telemetry) this.#live[0] = operations
  }

  at(step: number): void {
    this.#step[0] = step
  }

  stopRequested(): boolean {
    return atomics.load(this.#stop) !== 0
  }

  received(): number {
    return this.#received[0]
  }

  spin(nanos: number): void {
    const until = this.#side.nowNanos() + nanos
    while (this.#side.nowNanos() < until) atomics.pause()
  }

  yieldCore(): void {
    atomics.wait(this.#nap, 0, YIELD_MILLIS)
  }

  nowNanos(): number {
    return this.#side.nowNanos()
  }

  cpuMicros(): number {
    return this.#side.cpuMicros()
  }

  memory(): ThreadMemory {
    return this.#side.memory()
  }

  waited(nanos: number): void {
    const bucket = bucketOf(nanos)
    this.#waits[bucket] = (this.#waits[bucket] ?? 0) + 1
  }
}
