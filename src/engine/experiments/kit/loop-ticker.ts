import { f64, floats, i32, layout, type Bound } from '../../memory/layout.ts'
import type { Lag } from './pictured.ts'
import type { RoleContext } from './role-context.ts'

/** Ten seconds of ticks, one in each millisecond. */
const MOST_TICKS = 10_000

/** What a ticker found out about its event loop. */
export const tickerLayout = layout('loop-ticker', {
  ticks: i32({
    writers: 'the event loop',
    access: 'single writer',
    ownLine: true,
    unit: 'ticks',
    doc: 'that were due and came; those beyond the room are counted only',
  }),
  turns: i32({ writers: 'the event loop', access: 'single writer', unit: 'turns', doc: 'in which at least one came' }),
  mostLagNanos: f64({ writers: 'the event loop', access: 'single writer', unit: 'ns', doc: 'the latest tick' }),
  dueNanos: floats(MOST_TICKS, { writers: 'the event loop', access: 'single writer', unit: 'ns', doc: 'per tick' }),
  lagNanos: floats(MOST_TICKS, {
    writers: 'the event loop',
    access: 'single writer',
    unit: 'ns',
    doc: 'per tick: how much later it came',
  }),
})

type TickerMemory = Bound<typeof tickerLayout.fields>

/**
 * Something that is due at a fixed period on an event loop, and notes how late it comes. A turn that comes late serves all
 * ticks that were due by then.
 */
export class LoopTicker {
  readonly #memory: TickerMemory
  readonly #context: RoleContext
  readonly #periodNanos: number
  #dueNanos: number

  /** @param periodNanos the first tick is due so long after now */
  constructor(memory: TickerMemory, context: RoleContext, periodNanos: number) {
    this.#memory = memory
    this.#context = context
    this.#periodNanos = periodNanos
    this.#dueNanos = context.nowNanos() + periodNanos
  }

  /**
   * Resolves in a turn of the loop that comes when the next tick is due, or later: what is overdue waits for one, too.
   * @throws {LabError} STOPPED when the trial is stopped before
   */
  async untilDue(): Promise<void> {
    let left = this.#dueNanos - this.#context.nowNanos()
    do {
      await this.#context.outside.sleep(Math.max(0, Math.ceil(left / 1e6)))
      // A timer may fire a fraction of a millisecond early.
      left = this.#dueNanos - this.#context.nowNanos()
    } while (left > 0)
  }

  /** Serves what is due. */
  serve(): void {
    const { ticks, turns, mostLagNanos, dueNanos, lagNanos } = this.#memory
    const now = this.#context.nowNanos()
    while (this.#dueNanos <= now) {
      const tick = ticks.cell[0]
      const lag = now - this.#dueNanos
      if (tick < MOST_TICKS) {
        dueNanos.items[tick] = this.#dueNanos
        lagNanos.items[tick] = lag
      }
      if (lag > mostLagNanos.value) mostLagNanos.value = lag
      ticks.cell[0] = tick + 1
      this.#dueNanos += this.#periodNanos
    }
    turns.cell[0]++
  }
}

/** How late the ticks came for which there was room; when the workers are done. */
export function lagsOf(memory: TickerMemory): Lag[] {
  return Array.from({ length: Math.min(MOST_TICKS, memory.ticks.load()) }, (_, tick) => ({
    dueNanos: memory.dueNanos.items[tick] ?? 0,
    lagNanos: memory.lagNanos.items[tick] ?? 0,
  }))
}
