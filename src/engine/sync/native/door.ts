/**
 * The door through which the primitives reach shared memory: every atomic step, wait, notification and look at the clock
 * is one call here, and nothing else in their code touches the outside.
 *
 * Three things stand behind it. Compiled to WebAssembly, `scripts/wasm/door.ts` takes this file's place and each call
 * becomes one instruction. As TypeScript, calls go to the {@link Door} that was opened last in this thread: `Atomics` on
 * real memory, or the checker's controlled memory, in which each call is a scheduling point.
 *
 * Addresses are bytes from the start of the region. All operations but `peek` and `poke` are sequentially consistent.
 */
export interface Door {
  load(address: i32): i32
  store(address: i32, value: i32): void
  /** A plain load: of a word that only this worker writes, or as a hint that an atomic step then confirms. */
  peek(address: i32): i32
  /** A plain store, to a word that only this worker writes. */
  poke(address: i32, value: i32): void
  /** @returns the value before */
  add(address: i32, value: i32): i32
  /** @returns the value before */
  exchange(address: i32, value: i32): i32
  /** @returns the value found; the exchange took place when it equals `expected` */
  compareExchange(address: i32, expected: i32, value: i32): i32
  /**
   * Sleeps while the word holds `expected`, at most `millis` (`Infinity` = for ever).
   * @returns {@link WOKEN}, {@link NOT_EQUAL} or {@link TIMED_OUT}
   */
  wait(address: i32, expected: i32, millis: f64): i32
  /** Wakes at most `count` sleepers, in the order in which they fell asleep. */
  notify(address: i32, count: i32): void
  /**
   * Lets about a microsecond pass without touching a word that others use. Each look takes the line away from whoever
   * works with it: looks far apart disturb least, and find as much.
   */
  pause(): void
  /** A monotonic clock, in milliseconds. */
  nowMillis(): f64
  /** Throws the error of this code (see `refusals.ts`), said of worker `me` and the word at `address`. */
  refuse(code: i32, address: i32, me: i32): void
  /** For whoever records: the calling worker waits for `word` from now on, at most until `deadline`. Changes nothing shared. */
  waitBegan(word: i32, deadline: f64): void
  /** For whoever records: that wait is over. */
  waitEnded(): void
}

/**
 * What doors tell of, while events are recorded: a code, an address, a value. A wake-up is told twice, since its time is
 * that before it, and whom it woke is known after it.
 */
export const WAIT_BEGAN: i32 = 0
export const WAIT_ENDED: i32 = 1
export const SLEEPS: i32 = 2
export const AWAKE: i32 = 3
export const NOTIFIES: i32 = 4
export const NOTIFIED: i32 = 5

/** What `wait` found. */
export const WOKEN: i32 = 0
export const NOT_EQUAL: i32 = 1
export const TIMED_OUT: i32 = 2

/** For `notify`: all of them. */
export const EVERYBODY: i32 = 0x7fffffff

let door: Door

/** What the calls below go to from now on, in this thread. */
export function openDoor(next: Door): void {
  door = next
}

export function load(address: i32): i32 {
  return door.load(address)
}

export function store(address: i32, value: i32): void {
  door.store(address, value)
}

export function peek(address: i32): i32 {
  return door.peek(address)
}

export function poke(address: i32, value: i32): void {
  door.poke(address, value)
}

export function add(address: i32, value: i32): i32 {
  return door.add(address, value)
}

export function exchange(address: i32, value: i32): i32 {
  return door.exchange(address, value)
}

export function compareExchange(address: i32, expected: i32, value: i32): i32 {
  return door.compareExchange(address, expected, value)
}

export function wait(address: i32, expected: i32, millis: f64): i32 {
  return door.wait(address, expected, millis)
}

export function notify(address: i32, count: i32): void {
  door.notify(address, count)
}

export function pause(): void {
  door.pause()
}

export function nowMillis(): f64 {
  return door.nowMillis()
}

export function refuse(code: i32, address: i32, me: i32): void {
  door.refuse(code, address, me)
}

export function waitBegan(word: i32, deadline: f64): void {
  door.waitBegan(word, deadline)
}

export function waitEnded(): void {
  door.waitEnded()
}
