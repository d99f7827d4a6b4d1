import type { Prng } from '../../src/base/prng.ts'
import type { AnyLayout } from '../../src/engine/memory/layout.ts'
import { AtomicsDoor } from '../../src/engine/sync/atomics-door.ts'
import { openDoor } from '../../src/engine/sync/native/door.ts'
import { locksOf, recover, type LockWord } from '../../src/engine/sync/recovery.ts'
import { nodeClock } from '../../src/node/clock.ts'
import type { Bout, Ground } from './arena.ts'
import { whoWait } from './arena.ts'
import { CONTEST_OFFSET } from './contest.ts'
import type { Contender, Contenders } from './threads.ts'

/** A worker whose fuse has not burnt down by then sleeps, and is ended in its sleep. */
const ASLEEP_AFTER_MILLIS = 3
const MOST_STEPS = 150
/** Of a moment chosen from outside. */
const LATEST_MICROS = 400
const HAND_OVER_LIMIT_MILLIS = 1_000
/** The living have got what they wait for, or were told, long before. */
const STRANDED_AFTER_MILLIS = 10_000

export interface Death {
  /** 0-based. */
  readonly worker: number
  /** On the clock of all threads. */
  readonly atMillis: number
  /** The locks that it held. */
  readonly abandoned: readonly string[]
  readonly wasWaiting: boolean
  /** How many had been told of deaths before the supervisor acted. */
  readonly toldBefore: number
}

export interface GenerationNotes {
  readonly layout: AnyLayout
  readonly prng: Prng
  /** How many were told of deaths so far. */
  readonly told: () => number
  /** Also called when a lock that was on its way to the dead worker arrived. */
  readonly onDeath?: (death: Death) => void
}

/** The clock of all threads. */
function now(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Resolves once it is so. @returns whether it was so within the limit */
export async function soon(millis: number, isSo: () => boolean): Promise<boolean> {
  const deadline = now() + millis
  while (!isSo()) {
    if (now() > deadline) return false
    await nodeClock.yield()
  }
  return true
}

/** Workers on one memory, of which some are ended at random moments, and the supervisor that recovers what they held. */
export class Generation {
  readonly deaths: Death[] = []
  readonly #bout: Bout
  readonly #ground: Ground
  readonly #prng: Prng
  readonly #locks: readonly LockWord[]
  readonly #door: AtomicsDoor
  readonly #told: () => number
  readonly #onDeath: ((death: Death) => void) | undefined
  #contenders: readonly Contender[] = []
  readonly #alive = new Set<number>()
  readonly #ended = new Set<number>()
  readonly #trouble: string[] = []
  #handOvers = 0

  constructor(bout: Bout, ground: Ground, { layout, prng, told, onDeath }: GenerationNotes) {
    this.#bout = bout
    this.#ground = ground
    this.#prng = prng
    this.#locks = locksOf(layout, CONTEST_OFFSET)
    this.#door = new AtomicsDoor(ground.region.buffer, now)
    this.#told = told
    this.#onDeath = onDeath
  }

  get living(): readonly number[] {
    return [...this.#alive]
  }

  /** Starts all workers; those of the generation before left their places, and the dead their records. */
  async begin(threads: Contenders): Promise<void> {
    const { options, contest, code } = this.#bout
    const { control, waiting, region } = this.#ground
    control.over.store(0)
    control.arrived.store(0)
    for (const { fuse, halted } of control.cells.first(options.workers)) {
      fuse.store(0)
      halted.store(0)
    }
    for (const { waitingFor, waitEpoch, park } of waiting.records.first(options.workers)) {
      if (waitEpoch.load() % 2 !== 0) waitEpoch.store(waitEpoch.load() + 1)
      waitingFor.store(0)
      park.store(0)
    }
    this.#contenders = await threads.take(options.workers)
    this.#contenders.forEach((contender, worker) => {
      this.#alive.add(worker)
      contender.onExit = () => this.#bury(worker)
      void contender.start({ contest, memory: region.memory, code, worker, options }).then(() => {
        this.#ended.add(worker)
      })
    })
    if (!(await soon(STRANDED_AFTER_MILLIS, () => control.arrived.load() === options.workers))) {
      throw new Error(`only ${control.arrived.load()} of ${options.workers} workers came`)
    }
  }

  /** Ends these workers, each at a moment of its own, and sees what was on its way to them arrive. */
  async kill(victims: readonly number[]): Promise<void> {
    await Promise.all(
      victims.map(async worker => {
        if (this.#bout.code !== 'webassembly') await this.#burnDown(worker)
        else {
          const until = now() + this.#prng.nextBelow(LATEST_MICROS) / 1000
          while (now() < until) await nodeClock.yield()
        }
        await this.#contenders[worker]?.terminate()
      }),
    )
    // Nobody is asked to come to an end while a lock may still turn out to be abandoned.
    await soon(HAND_OVER_LIMIT_MILLIS, () => this.#handOvers === 0)
  }

  /** Lets the living come to their end. @returns what is wrong */
  async end(threads: Contenders): Promise<readonly string[]> {
    const { over } = this.#ground.control
    over.store(1)
    Atomics.notify(over.cell, 0)
    const ended = await soon(STRANDED_AFTER_MILLIS, () => {
      return this.#handOvers === 0 && [...this.#alive].every(worker => this.#ended.has(worker))
    })
    const survivors = this.#contenders.filter((_, worker) => this.#alive.has(worker))
    const faults = this.#contenders.flatMap(contender => contender.faults)
    if (!ended) {
      const waiting = whoWait(this.#ground, this.#bout.options.workers, this.living)
      this.#alive.clear()
      await Promise.all(survivors.map(contender => contender.terminate()))
      return [...this.#trouble, ...faults, `stranded: ${waiting.join(', ')}`]
    }
    for (const contender of survivors) contender.onExit = () => undefined
    threads.giveBack(survivors)
    return [...this.#trouble, ...faults]
  }

  /** By exact steps: the worker halts before one of its next operations. */
  async #burnDown(worker: number): Promise<void> {
    const { fuse, halted } = this.#ground.control.cells.of(worker)
    fuse.store(1 + this.#prng.nextBelow(MOST_STEPS))
    await soon(ASLEEP_AFTER_MILLIS, () => halted.load() === 1 || this.#ended.has(worker))
  }

  #bury(worker: number): void {
    if (!this.#alive.delete(worker)) return
    const atMillis = now()
    const wasWaiting = this.#ground.waiting.records.of(worker).waitEpoch.load() % 2 !== 0
    const toldBefore = this.#told()
    openDoor(this.#door)
    const { abandoned, again } = recover(worker, this.#locks)
    const death = { worker, atMillis, abandoned, wasWaiting, toldBefore }
    this.deaths.push(death)
    this.#onDeath?.(death)
    if (again) void this.#recoverAgain(death)
  }

  /** Somebody was just handing a lock to the dead worker. */
  async #recoverAgain(death: Death): Promise<void> {
    this.#handOvers += 1
    const done = await soon(HAND_OVER_LIMIT_MILLIS, () => {
      openDoor(this.#door)
      const [atMillis, toldBefore] = [now(), this.#told()]
      const { abandoned, again } = recover(death.worker, this.#locks)
      if (abandoned.length > 0) this.#onDeath?.({ ...death, atMillis, toldBefore, abandoned })
      return !again
    })
    this.#handOvers -= 1
    if (!done) this.#trouble.push(`a lock was on its way to worker ${death.worker} for more than a second`)
  }
}
