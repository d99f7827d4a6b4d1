import { AtomicsDoor } from '../../src/engine/sync/atomics-door.ts'
import type { Control } from './contest.ts'

/**
 * Halts the worker when its fuse has burnt down, so that it can be ended at any chosen step: between any two atomic
 * operations, which a `terminate` from outside seldom hits.
 */
export function fuseOf(control: Control, worker: number): () => void {
  const { fuse, halted } = control.cells.of(worker)
  return () => {
    if (fuse.load() === 0 || Atomics.sub(fuse.cell, 0, 1) !== 1) return
    halted.store(1)
    Atomics.add(control.changes.cell, 0, 1)
    Atomics.notify(control.changes.cell, 0)
    for (;;) Atomics.wait(control.grave.cell, 0, 0)
  }
}

/** `Atomics` on real memory, with the fuse before each step. */
export class HaltingDoor extends AtomicsDoor {
  readonly #burn: () => void

  constructor(buffer: SharedArrayBuffer, nowMillis: () => number, burn: () => void) {
    super(buffer, nowMillis)
    this.#burn = burn
  }

  override load(address: number): number {
    this.#burn()
    return super.load(address)
  }

  override store(address: number, value: number): void {
    this.#burn()
    super.store(address, value)
  }

  override peek(address: number): number {
    this.#burn()
    return super.peek(address)
  }

  override poke(address: number, value: number): void {
    this.#burn()
    super.poke(address, value)
  }

  override add(address: number, value: number): number {
    this.#burn()
    return super.add(address, value)
  }

  override exchange(address: number, value: number): number {
    this.#burn()
    return super.exchange(address, value)
  }

  override compareExchange(address: number, expected: number, value: number): number {
    this.#burn()
    return super.compareExchange(address, expected, value)
  }

  override wait(address: number, expected: number, millis: number): number {
    this.#burn()
    return super.wait(address, expected, millis)
  }

  override notify(address: number, count: number): void {
    this.#burn()
    super.notify(address, count)
  }
}
