import { AtomicsDoor } from '../sync/atomics-door.ts'
import { openDoor } from '../sync/native/door.ts'
import { wakeEverybody } from '../sync/native/recovery.ts'
import { locksOf, recover, type LockWord } from '../sync/recovery.ts'
import type { Waiting } from '../sync/waiting.ts'
import * as atomics from '../memory/atomics.ts'
import type { AnyLayout } from '../memory/layout.ts'
import type { Region } from '../memory/region.ts'
import type { Clock } from '../ports.ts'
import type { SessionWords } from './session-memory.ts'
import { resetStartLine, wakeStartLine, type StartLine } from './start-line.ts'

/** About a microsecond apart: longer than many critical sections, shorter than a sleep and a wake-up. */
const SPINS = 10

/** The host's side of the words by which workers wait for each other. It reads, stores and notifies; it never waits. */
export class TrialWaits {
  readonly #waiting: Waiting
  readonly #startLine: StartLine
  readonly #locks: readonly LockWord[]
  readonly #door: AtomicsDoor
  #epochsBefore: readonly number[] = []
  /** Dead workers that somebody was just handing a lock to. */
  readonly #recoverAgain = new Set<number>()

  /** @param offset where the experiment's layout lies, bytes */
  constructor(region: Region, words: SessionWords, layout: AnyLayout, offset: number, clock: Clock) {
    this.#waiting = words.waiting
    this.#startLine = words.startLine
    this.#locks = locksOf(layout, offset)
    this.#door = new AtomicsDoor(region.buffer, () => clock.nowMillis())
  }

  /** Before a trial, while no worker runs. */
  begin(workers: number, isRecorded: boolean): void {
    const { stop, spins, workers: inUse, recording } = this.#waiting
    resetStartLine(this.#startLine)
    recording.store(isRecorded ? 1 : 0)
    stop.store(0)
    spins.store(SPINS)
    inUse.store(workers)
    this.#recoverAgain.clear()
    const records = this.#waiting.records.first(workers)
    for (const { waitingFor, waitEpoch, park } of records) {
      // A worker that was terminated in a wait left an odd epoch to its successor. It goes on from there: an epoch that
      // came back could be taken for an earlier one.
      if (waitEpoch.load() % 2 !== 0) waitEpoch.store(waitEpoch.load() + 1)
      waitingFor.store(0)
      park.store(0)
    }
    this.#epochsBefore = records.map(({ waitEpoch }) => waitEpoch.load())
  }

  /** Waits that the workers of this trial have ended so far, all together. */
  waits(): number {
    const { records } = this.#waiting
    return this.#epochsBefore.reduce((sum, before, worker) => {
      return sum + Math.floor((records.of(worker).waitEpoch.load() - before) / 2)
    }, 0)
  }

  requestStop(): void {
    this.#waiting.stop.store(1)
    // Async kernels wait for it.
    atomics.notify(this.#waiting.stop.cell)
  }

  /** Ends the one wait for a lock that `epoch` stands for, unless it has ended. */
  sendAway(worker: number, epoch: number): void {
    this.#waiting.records.of(worker).victim.store(epoch)
    openDoor(this.#door)
    wakeEverybody()
  }

  /** Lets all workers look again at what they wait for. */
  wakeEverybody(): void {
    for (const worker of this.#recoverAgain) this.recover(worker)
    wakeStartLine(this.#startLine)
    openDoor(this.#door)
    wakeEverybody()
  }

  /**
   * After a worker's death: nobody waits for what it held.
   * @returns names of the locks that it held
   */
  recover(worker: number): readonly string[] {
    openDoor(this.#door)
    const { abandoned, again } = recover(worker, this.#locks)
    if (again) this.#recoverAgain.add(worker)
    else this.#recoverAgain.delete(worker)
    return abandoned
  }
}
