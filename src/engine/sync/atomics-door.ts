import { NOT_EQUAL, TIMED_OUT, WOKEN, type Door } from './native/door.ts'
import { refuse } from './refuse.ts'

const FOUND = { ok: WOKEN, 'not-equal': NOT_EQUAL, 'timed-out': TIMED_OUT } as const

/** Of about 25 ns each: together as long as WebAssembly's pause (`scripts/wasm/door.ts`). */
const PAUSES = 50

/** `Atomics` on real memory. */
export class AtomicsDoor implements Door {
  readonly nowMillis: () => number
  readonly #words: Int32Array<SharedArrayBuffer>

  constructor(buffer: SharedArrayBuffer, nowMillis: () => number) {
    this.#words = new Int32Array(buffer)
    this.nowMillis = nowMillis
  }

  load(address: number): number {
    return Atomics.load(this.#words, address >> 2)
  }

  store(address: number, value: number): void {
    Atomics.store(this.#words, address >> 2, value)
  }

  peek(address: number): number {
    return this.#words[address >> 2] ?? 0
  }

  poke(address: number, value: number): void {
    this.#words[address >> 2] = value
  }

  add(address: number, value: number): number {
    return Atomics.add(this.#words, address >> 2, value)
  }

  exchange(address: number, value: number): number {
    return Atomics.exchange(this.#words, address >> 2, value)
  }

  compareExchange(address: number, expected: number, value: number): number {
    return Atomics.compareExchange(this.#words, address >> 2, expected, value)
  }

  wait(address: number, expected: number, millis: number): number {
    return FOUND[Atomics.wait(this.#words, address >> 2, expected, millis)]
  }

  notify(address: number, count: number): void {
    Atomics.notify(this.#words, address >> 2, count)
  }

  pause(): void {
    for (let pauses = 0; pauses < PAUSES; pauses++) Atomics.pause()
  }

  refuse(code: number, address: number, me: number): void {
    refuse(code, (me >> 1) - 1, this.load(address), address)
  }
}
