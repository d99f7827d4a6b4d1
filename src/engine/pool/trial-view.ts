import type { Recording } from '../../contract/run-document.ts'
import type { ParamValues } from '../../contract/words.ts'
import type { AttachedExperiment } from '../experiments/kit/define-experiment.ts'
import type { AttachedTiles } from '../experiments/kit/tiles.ts'
import { Word } from '../memory/cells.ts'
import type { AnyLayout } from '../memory/layout.ts'
import { locksOf } from '../sync/recovery.ts'
import type { Probed } from '../telemetry/probe-recorder.ts'
import type { SeenWorkers } from '../telemetry/worker-state.ts'
import type { WorkerCells } from '../telemetry/worker-cells.ts'
import { AwaitedWords } from './awaited-words.ts'
import type { EventRecording } from './recording/event-recording.ts'
import { toldRecording } from './recording/told-recording.ts'
import { EXPERIMENT_OFFSET, type SessionWords } from './session-memory.ts'
import { toldTimeline, type ToldTimeline } from './told-timeline.ts'
import { doing, type Doing, type WorkerStanding } from './trial-facts.ts'
import { WaitView } from './wait-view.ts'

interface Viewed {
  readonly attached: AttachedExperiment
  readonly params: ParamValues
  /** Whether the thread of a worker runs. */
  isAlive(worker: number): boolean
  /** Whether it sleeps in its event loop. */
  isAsleep(worker: number): boolean
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
      const experiment = this.#experiment
      const does: Doing = experiment.isAlive(worker)
        ? doing(phase, awaited, () => experiment.isAsleep(worker))
        : { does: 'has died' }
      return { operations: cell.operations.load(), phase, epoch, does, outside: cell.outside.load() }
    })
  }

  /** What people call the lock at this address. */
  nameOf(address: number): string {
    return this.#named().of(address)?.forWord ?? `the word at ${String(address)}`
  }

  /** What the parties have recorded of this trial; when they are done. */
  recorded(recording: EventRecording): Recording {
    return toldRecording(recording.read(this.cells.length), this.cells, this.#named())
  }

  /** What the experiment says of when its workers did what; when they are done. */
  timeline(): ToldTimeline {
    const { attached, params } = this.#experiment
    const startedNanos = Math.min(...this.cells.map(cell => cell.startedNanos.value))
    return toldTimeline(attached.spans(params), attached.lags(params), startedNanos)
  }

  #named(): AwaitedWords {
    return (this.#awaited ??= new AwaitedWords(this.#buffer, this.#layout, EXPERIMENT_OFFSET))
  }

  /** Retries that the experiment has counted so far; null where it counts none. */
  retries(): number | null {
    return this.#experiment.attached.retries(this.#experiment.params)
  }

  /** Who can end which waits, and which words workers look at in loops of their own, as the experiment says. */
  hints() {
    const { attached, params } = this.#experiment
    return { suppliers: attached.suppliers(params), polls: attached.polls(params) }
  }

  /** The image that they work on; null where there is none. */
  tiles(): AttachedTiles | null {
    return this.#experiment.attached.tiles(this.#experiment.params)
  }

  /** What tells the state of each party. */
  seen(): SeenWorkers {
    return { cells: this.cells, epochs: this.epochs, isAsleep: worker => this.#experiment.isAsleep(worker) }
  }

  /** What a probe looks at. */
  probed(): Probed {
    const { attached, params } = this.#experiment
    // The locks that one worker owns at a time; those of readers are many, and not drawn.
    const locks = locksOf(this.#layout, EXPERIMENT_OFFSET)
      .filter(({ kind }) => kind === 'mutex' || kind === 'fair-mutex')
      .map(({ name, address }) => ({ name, word: new Word(this.#buffer, address) }))
    return { ...this.seen(), locks, levels: attached.levels(params) }
  }
}
