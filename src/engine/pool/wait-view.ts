import { AtomicsDoor } from '../sync/atomics-door.ts'
import { load, openDoor } from '../sync/native/door.ts'
import { byAddress, scanWaits, waitsByPreference, type WaitReading } from '../sync/wait-scan.ts'
import { ownerIn, waitablesOf, type Waitable } from '../sync/waitables.ts'
import type { AnyLayout } from '../memory/layout.ts'
import { PHASE, type WorkerCells } from '../telemetry/worker-cells.ts'
import { EXPERIMENT_OFFSET } from './session-memory.ts'

/** A worker that has left its kernel, or whose thread has ended. */
export interface Departure {
  readonly worker: number
  readonly how: 'returned' | 'threw' | 'died'
}

/** One look at who waits for whom. Workers are 0-based, resources are indices. */
export interface WaitLook {
  readonly waits: readonly WaitReading[]
  /** Waits that prove nothing, because a writer only keeps new readers out. */
  readonly byPreference: ReadonlySet<number>
  readonly left: readonly Departure[]
  readonly holds: readonly { readonly worker: number; readonly resource: number }[]
  readonly permits: readonly { readonly resource: number; readonly free: number }[]
  readonly steps: readonly number[]
}

/** Who waits for whom in the trial that is running. Only loads. */
export class WaitView {
  readonly #door: AtomicsDoor
  /** Listed when somebody first looks: short trials are over before. */
  readonly #list: () => readonly Waitable[]
  #resources: readonly Waitable[] | null = null
  #indexOf: ReadonlyMap<number, number> = new Map()
  readonly #cells: readonly WorkerCells[]
  readonly #isAlive: (worker: number) => boolean

  /** @param isAlive whether a worker's thread runs: a dead one goes on saying that it waits */
  constructor(
    buffer: SharedArrayBuffer,
    layout: AnyLayout,
    cells: readonly WorkerCells[],
    isAlive: (worker: number) => boolean,
  ) {
    this.#list = () => waitablesOf(layout, EXPERIMENT_OFFSET)
    // A scan never asks for the time.
    this.#door = new AtomicsDoor(buffer, () => 0)
    this.#cells = cells
    this.#isAlive = isAlive
  }

  get resources(): readonly Waitable[] {
    if (this.#resources !== null) return this.#resources
    this.#resources = this.#list()
    this.#indexOf = byAddress(this.#resources)
    return this.#resources
  }

  look(): WaitLook {
    const { resources } = this
    openDoor(this.#door)
    const waits = scanWaits(this.#cells.length, resources, this.#indexOf)
    const left = this.#cells.flatMap((cell, worker) => this.#departure(cell, worker))
    const holds: { worker: number; resource: number }[] = []
    const permits: { resource: number; free: number }[] = []
    for (const [resource, waitable] of resources.entries()) {
      const word = load(waitable.address)
      const worker = ownerIn(waitable, word)
      if (worker >= 0) holds.push({ worker, resource })
      if (waitable.kind === 'semaphore') permits.push({ resource, free: word })
    }
    return {
      waits,
      byPreference: waitsByPreference(waits, resources),
      left,
      holds,
      permits,
      steps: this.#cells.map(({ step }) => step.load()),
    }
  }

  #departure({ phase }: WorkerCells, worker: number): Departure[] {
    if (!this.#isAlive(worker)) return [{ worker, how: 'died' }]
    const at = phase.load()
    if (at === PHASE.finished) return [{ worker, how: 'returned' }]
    return at === PHASE.threw ? [{ worker, how: 'threw' }] : []
  }
}
