import { LabError, toLabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { historyQuerySchema, type Keeping } from '../../contract/history.ts'
import type { SweepDocument } from '../../contract/sweep.ts'
import type { KeptSweep, RunStore } from '../ports.ts'
import { mergedSweeps, sweepOf } from './sweep-record.ts'

/** Others may add a part of a sweep at the same moment; so often one looks again. */
const TRIES = 20
/** Among so many, newest first, is the sweep that was begun last looked for. */
const LOOKED_THROUGH = 200

/** The sweeps of a history: one object for each plan, to which every sitting and every imported part adds its points. */
export class KeptSweeps {
  readonly #store: RunStore
  readonly #changed: () => void

  constructor(store: RunStore, changed: () => void) {
    this.#store = store
    this.#changed = changed
  }

  /**
   * What is kept under an id; null where nothing is.
   * @throws {LabError} BUSY while a process works on it
   */
  async find(id: string): Promise<KeptSweep | null> {
    await this.endOrphans()
    return this.#store.findSweep(id)
  }

  /** The same for whoever is about to work on it: that a history cannot be read must not keep anybody from measuring. */
  async before(id: string): Promise<KeptSweep | null> {
    try {
      return await this.find(id)
    } catch (thrown) {
      const error = toLabError(thrown)
      if (error.code === 'HISTORY_UNAVAILABLE' || error.code === 'HISTORY_DAMAGED') return null
      throw error
    }
  }

  /**
   * Which sweep to go on with.
   * @param id null: the one that was begun last among those that lack points
   * @throws {LabError} UNKNOWN_RUN
   */
  async toResume(id: string | null): Promise<string> {
    if (id !== null) return id
    await this.endOrphans()
    const { entries } = await this.#store.list(historyQuerySchema.parse({ limit: LOOKED_THROUGH }))
    const last = entries.find(
      ({ kind, state }) => kind === 'sweep' && (state === 'cancelled' || state === 'interrupted'),
    )
    if (last !== undefined) return last.id
    throw new LabError('UNKNOWN_RUN', 'no sweep in the history lacks points', {
      allowed: 'the id of a sweep that was stopped in the middle',
      suggestion: 'interleave history --search sweep',
    })
  }

  /**
   * This process works on it from now on.
   * @param revision what it goes on from; null = nothing
   * @throws {LabError} BUSY where another process was quicker
   */
  async begin(sweep: SweepDocument, revision: string | null): Promise<Keeping> {
    return this.#keeping(async () => {
      if (await this.#store.keepSweep(sweep, { underWay: true, imported: false, replaces: revision })) return
      throw new LabError('BUSY', `sweep ${sweep.id} is worked on by another process`, {
        suggestion: 'wait for its end, or work on another part with another --data-dir',
      })
    })
  }

  /** Keeps what there is now. Trouble is told and never ends a sweep. */
  async keep(sweep: SweepDocument, underWay: boolean): Promise<Keeping> {
    return this.#keeping(async () => {
      await this.#store.keepSweep(sweep, { underWay, imported: false })
    })
  }

  /**
   * Adds a sweep that came from a file to what is kept of the same plan.
   * @throws {LabError} SWEEP_CONFLICT where the two do not make one
   */
  async add(sweep: SweepDocument): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const known = await this.find(sweep.id)
      const whole = known === null ? sweep : mergedSweeps([known.document, sweep])
      const how = { underWay: false, imported: true, replaces: known?.revision ?? null }
      if (await this.#store.keepSweep(whole, how)) return
    }
    throw new LabError('BUSY', `sweep ${printable(sweep.id)} is changed by others all the time`, {
      suggestion: 'import it again later',
    })
  }

  /** A sweep that a process which is gone had under way is an interrupted one, as it was kept last. */
  async endOrphans(): Promise<void> {
    for (const sweep of await this.#store.orphanSweeps()) {
      // Laws are fitted last, which whoever worked on it may not have come to.
      await this.#store.keepSweep(sweepOf({ ...sweep, cut: 'interrupted' }), { underWay: false, imported: false })
    }
  }

  async #keeping(work: () => Promise<void>): Promise<Keeping> {
    try {
      await work()
      this.#changed()
      return { saved: true }
    } catch (thrown) {
      const { code, message } = toLabError(thrown)
      if (code === 'BUSY') throw thrown
      return { saved: false, why: { code, message } }
    }
  }
}
