import type { ParamValues } from '../../contract/words.ts'
import type { AttachedExperiment } from '../experiments/kit/define-experiment.ts'
import { Word } from '../memory/cells.ts'
import type { AnyLayout } from '../memory/layout.ts'
import { locksOf } from '../sync/recovery.ts'
import type { Probed } from '../telemetry/probe-recorder.ts'
import type { WorkerCells } from '../telemetry/worker-cells.ts'
import { AwaitedWords } from './awaited-words.ts'
import { EXPERIMENT_OFFSET, type SessionWords } from './session-memory.ts'
import { doing, type WorkerStanding } from './trial-facts.ts'
import { WaitView } from './wait-view.ts'

interface Viewed {
  readonly attached: AttachedExperiment
  readonly params: ParamValues
  /** Whether the thread of a worker runs. */
  isAlive(worker: number): boolean
}

/** The trial that is running, for those who look at it from outside. Everything here only loads. */
export class TrialView {
  readonly cells: readonly WorkerCells[]
  /** The words in which the parties count their waits. */
  readonly epochs: readonly Word[]
  readonly #buffer: SharedArrayBuffer
  readonly #words: SessionWords
  readonly #layout: AnyLayout
  /** Made when somebody first asks: short trials are over before. */
  #awaited: AwaitedWords | null = null
  readonly #experiment: Viewed

  constructor(buffer: SharedArrayBuffer, words: SessionWords, parties: number, layout: AnyLayout, experiment: Viewed) {
    this.cells = words.workers.cells.first(parties)
    this.epochs = words.waiting.records.first(parties).map(record => record.waitEpoch)
    this.#buffer = buffer
    this.#words = words
    this.#layout = layout
    this.#experiment = experiment
  }

  /** Who waits for whom. */
  waits(): WaitView {
    return new WaitView(this.#buffer, this.#layout, this.cells, worker => this.#experiment.isAlive(worker))
  }

  /** How far each party has come, and what it does. */
  standing(): readonly WorkerStanding[] {
    const words = this.#named()
    return this.cells.map((cell, worker) => {
      const { waitEpoch, waitingFor } = this.#words.waiting.records.of(worker)
      const epoch = waitEpoch.load()
      const phase = cell.phase.load()
      const awaited = epoch % 2 === 0 ? null : words.of(waitingFor.load())
      return { operations: cell.operations.load(), phase, epoch, does: doing(phase, awaited) }
    })
  }

  /** What people call the lock at this address. */
  nameOf(address: number): string {
    return this.#named().of(address)?.forWord ?? `the word at ${String(address)}`
  }

  #named(): AwaitedWords {
    return (this.#awaited ??= new AwaitedWords(this.#buffer, this.#layout, EXPERIMENT_OFFSET))
  }

  /** Retries that the experiment has counted so far; null where it counts none. */
  retries(): number | null {
    return this.#experiment.attached.retries(this.#experiment.params)
  }

  /** What a probe looks at. */
  probed(): Probed {
    const { attached, params } = this.#experiment
    // The locks that one worker owns at a time; those of readers are many, and not drawn.
    const locks = locksOf(this.#layout, EXPERIMENT_OFFSET)
      .filter(({ kind }) => kind === 'mutex' || kind === 'fair-mutex')
      .map(({ name, address }) => ({ name, word: new Word(this.#buffer, address) }))
    return { cells: this.cells, epochs: this.epochs, locks, levels: attached.levels(params) }
  }
}
