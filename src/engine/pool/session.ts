import { LabError } from '../../base/errors.ts'
import type { AttachedExperiment, Done } from '../experiments/kit/define-experiment.ts'
import type { Timing } from '../experiments/kit/measures.ts'
import * as atomics from '../memory/atomics.ts'
import type { Region } from '../memory/region.ts'
import type { Clock } from '../ports.ts'
import { clearCells, PHASE, type WorkerCells } from '../telemetry/worker-cells.ts'
import { died, threw, type Fault } from './fault.ts'
import { Places } from './places.ts'
import {
  bindSession,
  EXPERIMENT_OFFSET,
  PREPARING,
  SESSION_OVER,
  sessionHash,
  type SessionWords,
} from './session-memory.ts'
import { spinLimit, started } from './start-line.ts'
import { doneOf, timingOf } from './trial-facts.ts'
import { TrialView } from './trial-view.ts'
import type { EarlyEnd, SessionSpec, TrialEnd, TrialStart } from './trial.ts'
import type { Arm, AttachMessage } from './worker-protocol.ts'
import { TrialWaits } from './trial-waits.ts'
import type { PoolWorker } from './worker-pool.ts'

/** A worker that was asked to stop and has not after this is terminated. */
const GRACE_MILLIS = 200
/** Between two looks at a trial that some workers were taken out of. */
const LOOK_AGAIN_MILLIS = 5
/** Between two wake-ups of everything during a stop: a worker may fall asleep right after one. */
const WAKE_AGAIN_MILLIS = 2
/** From a worker's last store to the arrival of the message it posted before. */
const MESSAGE_WITHIN_MILLIS = 1_000

/**
 * Workers that share the memory of one experiment, trial after trial. The host leads them by words alone: it stores,
 * notifies and waits asynchronously, and never blocks.
 */
export class Session {
  readonly id: number
  readonly spec: SessionSpec
  readonly words: SessionWords
  readonly region: Region
  readonly #clock: Clock
  readonly #attached: AttachedExperiment
  readonly #waits: TrialWaits
  readonly #places: Places
  /** Workers whose threads the host ended itself, to break a deadlock: their end is no fault. */
  readonly #sacrificed = new Set<number>()
  #generation = 0
  #parties = 0
  #fault: Fault | null = null
  #endsEarly: EarlyEnd | null = null
  #closing = false

  constructor(
    id: number,
    spec: SessionSpec,
    region: Region,
    clock: Clock,
    attachWorker: (index: number) => Promise<PoolWorker>,
  ) {
    this.id = id
    this.spec = spec
    this.#clock = clock
    this.region = region
    this.words = bindSession(this.region.buffer)
    this.#attached = spec.experiment.attach(this.region.buffer, EXPERIMENT_OFFSET)
    this.#waits = new TrialWaits(this.region, this.words, spec.experiment.layout, EXPERIMENT_OFFSET, clock)
    this.#places = new Places(id, spec.workers, clock, attachWorker, {
      threw: (place, message) => {
        if (message.generation === this.#generation) this.#threwOne(place, message)
      },
      exit: (place, exit) => {
        const abandoned = this.#closing ? [] : this.#waits.recover(place)
        if (this.#sacrificed.has(place)) this.#wakeHost()
        else if (!this.#closing) this.#break(died(place, exit, abandoned))
      },
    })
  }

  attachMessage(worker: number): AttachMessage {
    const { experiment, arms, telemetry, primitives, recording = null } = this.spec
    return {
      kind: 'attach',
      session: this.id,
      worker,
      experiment: experiment.id,
      layoutHash: sessionHash(experiment.layout),
      generation: this.#generation,
      memory: this.region.memory,
      region: this.region.id,
      primitives,
      arms,
      telemetry,
      recording,
    }
  }

  /**
   * Resolves when every place has a live worker; places whose worker is gone get a new one. A trial must start in the
   * same turn, before another worker can be found dead.
   */
  ready(): Promise<void> {
    return this.#places.fill()
  }

  /** Prepares memory and lets the workers go. All of them must be parked. */
  startTrial({ arm, parties, cores, seed, probing = false, recorded = false }: TrialStart): void {
    const { control } = this.words
    control.generation.store(PREPARING)
    this.#fault = null
    this.#endsEarly = null
    this.#sacrificed.clear()
    this.#parties = parties
    this.#cells().forEach(clearCells)
    this.#waits.begin(parties, recorded)
    this.region.clear(EXPERIMENT_OFFSET, this.spec.experiment.layout.clearedBytes)
    this.#attached.prepare(this.#arm(arm).params)
    control.arm.store(arm)
    control.parties.store(parties)
    control.spins.store(spinLimit(parties, cores))
    control.trialSeed.store(seed)
    control.probing.store(probing ? 1 : 0)
    control.finished.store(0)
    this.#generation += 1
    control.generation.store(this.#generation)
    atomics.notify(control.generation.cell)
  }

  /** Resolves when all parties are over the start line, or after `millis`. */
  started(millis: number): Promise<void> {
    return started(this.words.startLine, this.#generation, millis)
  }

  /** Resolves when all parties are done, or earlier when something broke, a stop was asked for, or `millis` passed. */
  async endOfTrial(millis: number): Promise<TrialEnd> {
    const { finished } = this.words.control
    const deadline = this.#clock.nowMillis() + millis
    for (;;) {
      const count = finished.load()
      if (this.#fault !== null) return 'fault'
      if (count + this.#deadSacrifices() >= this.#parties)
        return this.#threw() ? await this.#reasonOfThrow() : 'finished'
      if (this.#endsEarly !== null) return this.#endsEarly
      const left = deadline - this.#clock.nowMillis()
      if (left <= 0) return 'time-cap'
      // The last worker wakes the host when it knows that it is the last one: not when others were taken away.
      const patience = this.#sacrificed.size === 0 ? left : Math.min(left, LOOK_AGAIN_MILLIS)
      await atomics.waitAsync(finished.cell, count, patience)
    }
  }

  /** Makes `endOfTrial` return, if a trial is running: somebody asked for a stop, or the workers will not end it. */
  endEarly(why: EarlyEnd): void {
    this.#endsEarly ??= why
    this.#wakeHost()
  }

  /** Throws a worker out of the one wait that `epoch` stands for; to be repeated until its epoch has changed. */
  sendAway(worker: number, epoch: number): void {
    this.#waits.sendAway(worker, epoch)
  }

  /** Ends a worker's thread, so that the others of a deadlock can go on: what it held goes to them as abandoned. */
  async sacrifice(worker: number): Promise<void> {
    this.#sacrificed.add(worker)
    await this.#places.terminate(worker)
  }

  /** What broke in the present trial, if anything. */
  get fault(): Fault | null {
    return this.#fault
  }

  /**
   * Ends the present trial before its time: asks all workers to stop, wakes whoever waits, and terminates those that do
   * not answer.
   * @returns the 0-based workers that had to be terminated
   */
  async abandonTrial(): Promise<readonly number[]> {
    const { finished } = this.words.control
    this.#waits.requestStop()
    const deadline = this.#clock.nowMillis() + GRACE_MILLIS
    for (;;) {
      const count = finished.load()
      const busy = this.#unfinished()
      // A worker says that it is done and then counts itself: the count must not reach into the next trial.
      if (busy.length === 0 && this.#countedOut()) return []
      if (this.#clock.nowMillis() >= deadline) {
        await Promise.all(busy.map(index => this.#places.terminate(index)))
        return busy
      }
      this.#waits.wakeEverybody()
      // The last worker wakes the host; until then everything is woken again and again.
      await atomics.waitAsync(finished.cell, count, WAKE_AGAIN_MILLIS)
    }
  }

  /** What the workers counted in the trial that just ended. */
  done(): Done {
    return doneOf(this.#cells())
  }

  /** What the clocks and cells say of the trial that just ended. */
  timing(): Timing {
    return timingOf(this.#cells(), this.#waits.waits())
  }

  /** The present trial, for those who only look. */
  view(arm: number): TrialView {
    return new TrialView(this.region.buffer, this.words, this.#parties, this.spec.experiment.layout, {
      attached: this.#attached,
      params: this.#arm(arm).params,
      isAlive: worker => this.#places.isAlive(worker),
      isAsleep: worker => this.#places.isAsleep(worker),
    })
  }

  /** Reads and judges the experiment's memory; only after a trial in which all workers are done. */
  judge(arm: number): ReturnType<AttachedExperiment['judge']> {
    const { variant, params } = this.#arm(arm)
    return this.#attached.judge(variant, params, this.done(), this.timing())
  }

  /** Sends the workers home; those that do not go are terminated. */
  async close(): Promise<void> {
    this.#closing = true
    this.#waits.requestStop()
    this.words.control.generation.store(SESSION_OVER)
    atomics.notify(this.words.control.generation.cell)
    this.#waits.wakeEverybody()
    this.#wakeHost()
    await this.#places.empty()
  }

  #threw(): boolean {
    return this.#cells().some(cell => cell.phase.load() === PHASE.threw)
  }

  /** The shared word is faster than the message that says what was thrown: it is on its way. */
  async #reasonOfThrow(): Promise<'fault'> {
    const deadline = this.#clock.nowMillis() + MESSAGE_WITHIN_MILLIS
    while (this.#fault === null && this.#clock.nowMillis() < deadline) await this.#clock.yield()
    if (this.#fault === null) {
      const worker = this.#cells().findIndex(cell => cell.phase.load() === PHASE.threw)
      this.#threwOne(worker, { reason: 'and did not say what', code: null, address: 0 })
    }
    return 'fault'
  }

  #threwOne(worker: number, what: Parameters<typeof threw>[1]): void {
    this.#break(threw(worker, what, address => this.view(0).nameOf(address)))
  }

  /** The first fault of a trial is its cause; what follows from it is not. */
  #break(fault: Fault): void {
    this.#fault ??= fault
    this.#wakeHost()
  }

  /** The host waits on one word for everything, so everything that happens here wakes that word. */
  #wakeHost(): void {
    atomics.notify(this.words.control.finished.cell)
  }

  #unfinished(): number[] {
    return this.#cells().flatMap((cell, index) => {
      const busy = this.#places.isAlive(index) && cell.phase.load() < PHASE.finished
      return busy ? [index] : []
    })
  }

  #countedOut(): boolean {
    const dead = this.#cells().filter((_, index) => !this.#places.isAlive(index)).length
    return this.words.control.finished.load() + dead >= this.#parties
  }

  #deadSacrifices(): number {
    return [...this.#sacrificed].filter(worker => !this.#places.isAlive(worker)).length
  }

  #arm(index: number): Arm {
    const arm = this.spec.arms[index]
    if (arm === undefined) throw new LabError('INTERNAL', `the session has no arm ${String(index)}`)
    return arm
  }

  #cells(): readonly WorkerCells[] {
    return this.words.workers.cells.first(this.#parties)
  }
}
