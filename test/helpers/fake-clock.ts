import type { Clock } from '../../src/engine/ports.ts'

interface Alarm {
  at: number
  readonly order: number
  readonly period: number | null
  readonly ring: () => void
}

/**
 * Time that passes only when a test says so.
 *
 * Guarantees: alarms ring in the order in which they are due, each at its own time; those due at the same time in the
 * order in which they were set.
 */
export class FakeClock implements Clock {
  #now: number
  #leapt = 0
  #set = 0
  readonly #alarms = new Set<Alarm>()

  constructor(nowMillis = 1_000) {
    this.#now = nowMillis
  }

  /** Alarms that are set and have not rung; a periodic one counts until it is cancelled. */
  get pending(): number {
    return this.#alarms.size
  }

  nowMillis(): number {
    return this.#now
  }

  nowNanos(): number {
    return this.#now * 1e6
  }

  wallTime(): string {
    return new Date(this.wallMillis()).toISOString()
  }

  wallMillis(): number {
    return Date.UTC(2026, 0, 1) + this.#now + this.#leapt
  }

  /** The calendar's time alone goes on by `millis`: the machine slept, or somebody set its clock. */
  leap(millis: number): void {
    this.#leapt += millis
  }

  sleep(millis: number): Promise<void> {
    return new Promise(resolve => this.after(millis, resolve))
  }

  after(millis: number, expire: () => void): () => void {
    return this.#add(millis, null, expire)
  }

  every(millis: number, tick: () => void): () => void {
    return this.#add(millis, millis, tick)
  }

  async yield(): Promise<void> {
    await Promise.resolve()
  }

  /** Lets `millis` pass; whatever is due on the way rings. */
  advance(millis: number): void {
    const until = this.#now + millis
    for (let next = this.#nextDue(until); next !== undefined; next = this.#nextDue(until)) {
      this.#now = next.at
      this.#ring(next)
    }
    this.#now = until
  }

  /** Lets `millis` pass while nobody is served: each alarm that came due meanwhile rings once, late. */
  starve(millis: number): void {
    this.#now += millis
    const due = [...this.#alarms].filter(({ at }) => at <= this.#now)
    for (const alarm of due.toSorted(byTime)) this.#ring(alarm)
  }

  #add(millis: number, period: number | null, ring: () => void): () => void {
    this.#set += 1
    const alarm = { at: this.#now + millis, order: this.#set, period, ring }
    this.#alarms.add(alarm)
    return () => {
      this.#alarms.delete(alarm)
    }
  }

  #ring(alarm: Alarm): void {
    if (alarm.period === null) this.#alarms.delete(alarm)
    else alarm.at = this.#now + alarm.period
    alarm.ring()
  }

  #nextDue(until: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= until).toSorted(byTime)[0]
  }
}

function byTime(a: Alarm, b: Alarm): number {
  return a.at - b.at || a.order - b.order
}
