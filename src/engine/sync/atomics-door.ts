import {
  AWAKE,
  NOT_EQUAL,
  NOTIFIED,
  NOTIFIES,
  SLEEPS,
  TIMED_OUT,
  WAIT_BEGAN,
  WAIT_ENDED,
  WOKEN,
  type Door,
} from './native/door.ts'
import { RECORDING_WORD } from './native/waiting.ts'
import { refuse } from './refuse.ts'
import type { Note } from './waiter.ts'

const FOUND = { ok: WOKEN, 'not-equal': NOT_EQUAL, 'timed-out': TIMED_OUT } as const

/** Of about 25 ns each: together as long as WebAssembly's pause (`scripts/wasm/door.ts`). */
const PAUSES = 50

/** `Atomics` on real memory. */
export class AtomicsDoor implements Door {
  readonly nowMillis: () => number
  readonly #words: Int32Array<SharedArrayBuffer>
  readonly #note: Note | null

  /** @param note hears of waits and wake-ups in trials that are recorded; a host has none */
  constructor(buffer: SharedArrayBuffer, nowMillis: () => number, note: Note | null = null) {
    this.#words = new Int32Array(buffer)
    this.nowMillis = nowMillis
    this.#note = note
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
    this.#tell(SLEEPS, address, 0)
    const found = FOUND[Atomics.wait(this.#words, address >> 2, expected, millis)]
    this.#tell(AWAKE, address, found)
    return found
  }

  notify(address: number, count: number): void {
    this.#tell(NOTIFIES, address, 0)
    const woken = Atomics.notify(this.#words, address >> 2, count)
    this.#tell(NOTIFIED, address, woken)
  }

  pause(): void {
    for (let pauses = 0; pauses < PAUSES; pauses++) Atomics.pause()
  }

  refuse(code: number, address: number, me: number): void {
    refuse(code, (me >> 1) - 1, this.load(address), address)
  }

  waitBegan(word: number, deadline: number): void {
    this.#tell(WAIT_BEGAN, word, deadline === Infinity ? 0 : 1)
  }

  waitEnded(): void {
    this.#tell(WAIT_ENDED, 0, 0)
  }

  #tell(what: number, address: number, value: number): void {
    if (this.#note !== null && this.#words[RECORDING_WORD >> 2] !== 0) this.#note(what, address, value)
  }
}
