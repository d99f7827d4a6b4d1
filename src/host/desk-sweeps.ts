import { toLabError } from '../base/errors.ts'
import type { SweepEvent, SweepObserver } from '../contract/sweep-events.ts'
import type { SweepDocument } from '../contract/sweep.ts'
import type { OpenLab } from '../engine/index.ts'
import { SweepMemory } from './sweep-memory.ts'

/** Who hears of a desk's sweeps. */
export interface SweepHearers {
  /** Every page. */
  tell(event: SweepEvent): void
  /** The shell's process; null where none goes on. */
  goesOn(sweepId: string | null): void
  failed(why: string): void
}

/** The sweeps of a desk: the one that goes on, and those that reports can be asked of. */
export class DeskSweeps {
  readonly memory = new SweepMemory()
  readonly #history: OpenLab['history']
  readonly #hearers: SweepHearers

  constructor(history: OpenLab['history'], hearers: SweepHearers) {
    this.#history = history
    this.#hearers = hearers
  }

  /** Resolves when the sweep has started; its end comes as an event. */
  async begin(start: (observer: SweepObserver) => Promise<SweepDocument>): Promise<{ sweepId: string }> {
    let started = false
    return new Promise((resolve, reject) => {
      start({
        sweep: event => {
          started = true
          if (event.kind === 'sweep-started') {
            this.#hearers.goesOn(event.sweep.id)
            resolve({ sweepId: event.sweep.id })
          }
          this.memory.hear(event)
          this.#hearers.tell(event)
          if (event.kind === 'sweep-finished') this.#hearers.goesOn(null)
        },
      }).catch((thrown: unknown) => {
        const error = toLabError(thrown)
        if (started) this.#hearers.failed(error.message)
        else reject(error)
      })
    })
  }

  /**
   * The sweep of that id, remembered or kept; null for what is a run.
   * @throws {LabError} UNKNOWN_RUN, or what keeps the history from being read
   */
  async find(id: string): Promise<SweepDocument | null> {
    const remembered = this.memory.find(id)
    if (remembered !== undefined) return remembered
    return (await this.#history.entry(id)).kind === 'sweep' ? (await this.#history.openSweep(id)).document : null
  }
}
