import type { Programs } from '../../../base/programs.ts'
import type { ThreadMemory } from '../../../base/thread-memory.ts'
import type { Primitives } from '../../sync/waiter.ts'
import type { Outside } from './outside.ts'
import { BATCH, type RoleContext } from './role-context.ts'

/** What a kernel is given that runs many times in one trial: what it counts is counted anew in each round. */
export class RoundContext implements RoleContext {
  readonly worker: number
  seed: number
  readonly primitives: Primitives
  readonly probing: boolean
  readonly outside: Outside
  readonly programs: Programs
  /** Operations of this round. */
  completed = 0
  readonly #trial: RoleContext
  readonly #quota: number

  /** @param quota operations of a round, where the kernel itself sets no end to them */
  constructor(trial: RoleContext, quota: number) {
    this.worker = trial.worker
    this.seed = trial.seed
    this.primitives = trial.primitives
    this.probing = trial.probing
    this.outside = trial.outside
    this.programs = trial.programs
    this.#trial = trial
    this.#quota = quota
  }

  /** A new round, with a plan of its own. */
  begin(seed: number): void {
    this.seed = seed
    this.completed = 0
  }

  repeat(total: number, batch: (times: number) => void, size = BATCH): void {
    for (let left = Math.min(total, this.#quota); left > 0 && !this.stopRequested();) {
      const times = left < size ? left : size
      batch(times)
      left -= times
      this.completed += times
    }
  }

  setCompleted(operations: number): void {
    this.completed = operations
  }

  at(step: number): void {
    this.#trial.at(step)
  }

  stopRequested(): boolean {
    return this.#trial.stopRequested()
  }

  spin(nanos: number): void {
    this.#trial.spin(nanos)
  }

  yieldCore(): void {
    this.#trial.yieldCore()
  }

  nowNanos(): number {
    return this.#trial.nowNanos()
  }

  memory(): ThreadMemory {
    return this.#trial.memory()
  }

  cpuMicros(): number {
    return this.#trial.cpuMicros()
  }

  waited(nanos: number): void {
    this.#trial.waited(nanos)
  }

  received(): number {
    return this.#trial.received()
  }
}
