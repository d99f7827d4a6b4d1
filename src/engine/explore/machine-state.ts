import type { Model } from './model.ts'
import type { Ghosts } from './program.ts'
import type { StateTable } from './state-table.ts'

const TIME = 0
const SPURIOUS = 1
const RUNNING = 2
const THREADS = 3

/** Of each thread. */
const PLACE = 0
/** 0 = awake, slot + 1 = asleep on that word, -1 = dead. */
const SLEEP = 1
/** How many fell asleep on the same word before it, and still sleep; of a dead thread: how many died before it. */
const RANK = 2
/** Number of the moment + 1 at which its wait may time out; 0 = never. */
const DEADLINE = 3
const DEATHS_SEEN = 4
const FIELDS = 5

const AWAKE = 0
const DEAD = -1

/** One state of a program: where its threads stand, who sleeps in which order, and every word that anybody has touched. */
export class MachineState implements Ghosts {
  readonly threadCount: number
  readonly #model: Model
  readonly #words: number
  #row: Int32Array<ArrayBuffer>

  constructor(model: Model) {
    this.#model = model
    this.threadCount = model.trees.length
    this.#words = THREADS + FIELDS * this.threadCount
    this.#row = new Int32Array(this.#words + 64)
  }

  clear(): void {
    this.#row.fill(0)
  }

  /** Words that are as they were at first do not count, so that a state is the same before and after others are touched. */
  addTo(table: StateTable): number {
    let length = this.#row.length
    while (length > this.#words && this.#row[length - 1] === 0) length--
    return table.add(this.#row, length)
  }

  readFrom(table: StateTable, id: number): void {
    this.#row.fill(0, table.read(id, this.#row))
  }

  get nowMillis(): number {
    return this.#model.millisAt(this.#get(TIME))
  }

  get spuriousWakes(): number {
    return this.#get(SPURIOUS)
  }

  countSpuriousWake(): void {
    this.#row[SPURIOUS] = this.spuriousWakes + 1
  }

  /** Who took the last step and could take another; -1 = nobody. */
  get running(): number {
    return this.#get(RUNNING) - 1
  }

  set running(thread: number) {
    this.#row[RUNNING] = thread + 1
  }

  placeOf(thread: number): number {
    return this.#of(thread, PLACE)
  }

  setPlace(thread: number, place: number): void {
    this.#set(thread, PLACE, place)
  }

  isDead(thread: number): boolean {
    return this.#of(thread, SLEEP) === DEAD
  }

  isAsleep(thread: number): boolean {
    return this.#of(thread, SLEEP) > AWAKE
  }

  get deathCount(): number {
    let count = 0
    for (let thread = 0; thread < this.threadCount; thread++) if (this.isDead(thread)) count++
    return count
  }

  /** Who died of whom the thread has not heard yet, first things first; -1 = nobody. */
  unseenDeath(thread: number): number {
    const order = this.#of(thread, DEATHS_SEEN)
    for (let dead = 0; dead < this.threadCount; dead++) {
      if (this.isDead(dead) && this.#of(dead, RANK) === order) return dead
    }
    return -1
  }

  seeDeath(thread: number): number {
    const dead = this.unseenDeath(thread)
    this.#set(thread, DEATHS_SEEN, this.#of(thread, DEATHS_SEEN) + 1)
    return dead
  }

  die(thread: number): void {
    const order = this.deathCount
    if (this.isAsleep(thread)) this.wake(thread)
    for (let field = 0; field < FIELDS; field++) this.#set(thread, field, 0)
    this.#set(thread, SLEEP, DEAD)
    this.#set(thread, RANK, order)
  }

  fallAsleep(thread: number, slot: number, millis: number): void {
    this.#set(thread, RANK, this.#sleepersOn(slot))
    this.#set(thread, SLEEP, slot + 1)
    this.#set(thread, DEADLINE, millis === Infinity ? 0 : this.#model.momentOf(this.nowMillis + millis) + 1)
  }

  /** Takes the thread out of the queue of its word. */
  wake(thread: number): void {
    const slot = this.#of(thread, SLEEP) - 1
    const rank = this.#of(thread, RANK)
    this.#set(thread, SLEEP, AWAKE)
    this.#set(thread, RANK, 0)
    this.#set(thread, DEADLINE, 0)
    for (let other = 0; other < this.threadCount; other++) {
      if (this.#of(other, SLEEP) === slot + 1 && this.#of(other, RANK) > rank)
        this.#set(other, RANK, this.#of(other, RANK) - 1)
    }
  }

  /** Who has slept longest on the word; -1 when nobody sleeps there. */
  firstSleeper(slot: number): number {
    for (let thread = 0; thread < this.threadCount; thread++) {
      if (this.#of(thread, SLEEP) === slot + 1 && this.#of(thread, RANK) === 0) return thread
    }
    return -1
  }

  isTimed(thread: number): boolean {
    return this.#of(thread, DEADLINE) > 0
  }

  /** Time passes by time-outs alone. */
  passDeadlineOf(thread: number): void {
    const deadline = this.#of(thread, DEADLINE) - 1
    if (this.#model.millisAt(deadline) > this.nowMillis) this.#row[TIME] = deadline
  }

  word(slot: number): number {
    return this.#get(this.#words + slot) ^ this.#model.initialOf(slot)
  }

  setWord(slot: number, value: number): void {
    const index = this.#words + slot
    if (index >= this.#row.length) {
      const larger = new Int32Array(index * 2)
      larger.set(this.#row)
      this.#row = larger
    }
    this.#row[index] = value ^ this.#model.initialOf(slot)
  }

  get(name: string): number {
    return this.word(this.#model.ghostOf(name))
  }

  set(name: string, value: number): void {
    this.setWord(this.#model.ghostOf(name), value)
  }

  add(name: string, by: number): number {
    this.set(name, this.get(name) + by)
    return this.get(name)
  }

  #sleepersOn(slot: number): number {
    let count = 0
    for (let thread = 0; thread < this.threadCount; thread++) if (this.#of(thread, SLEEP) === slot + 1) count++
    return count
  }

  #get(index: number): number {
    return this.#row[index] ?? 0
  }

  #of(thread: number, field: number): number {
    return this.#get(THREADS + thread * FIELDS + field)
  }

  #set(thread: number, field: number, value: number): void {
    this.#row[THREADS + thread * FIELDS + field] = value
  }
}
