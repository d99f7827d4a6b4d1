/**
 * What takes the place of `src/engine/sync/native/door.ts` when the primitives are compiled to WebAssembly: each call is
 * one instruction. AssemblyScript; the two doors have the same functions, which `compile.ts` relies on.
 */
export const WOKEN: i32 = 0
export const NOT_EQUAL: i32 = 1
export const TIMED_OUT: i32 = 2

export const EVERYBODY: i32 = 0x7fffffff

export const WAIT_BEGAN: i32 = 0
export const WAIT_ENDED: i32 = 1
export const SLEEPS: i32 = 2
export const AWAKE: i32 = 3
export const NOTIFIES: i32 = 4
export const NOTIFIED: i32 = 5

const RECORDING_WORD: i32 = 264

export function load(address: i32): i32 {
  return i32.atomic.load(address)
}

export function store(address: i32, value: i32): void {
  i32.atomic.store(address, value)
}

export function peek(address: i32): i32 {
  return i32.load(address)
}

export function poke(address: i32, value: i32): void {
  i32.store(address, value)
}

export function add(address: i32, value: i32): i32 {
  return i32.atomic.rmw.add(address, value)
}

export function exchange(address: i32, value: i32): i32 {
  return i32.atomic.rmw.xchg(address, value)
}

export function compareExchange(address: i32, expected: i32, value: i32): i32 {
  return i32.atomic.rmw.cmpxchg(address, expected, value)
}

/** Time limits are nanoseconds here, and -1 is none. */
export function wait(address: i32, expected: i32, millis: f64): i32 {
  const isRecorded = isRecording()
  if (isRecorded) note(SLEEPS, address, 0)
  const found = memory.atomic.wait32(address, expected, millis === Infinity ? -1 : i64(Math.ceil(millis * 1e6)))
  if (isRecorded) note(AWAKE, address, found)
  return found
}

export function notify(address: i32, count: i32): void {
  const isRecorded = isRecording()
  if (isRecorded) note(NOTIFIES, address, 0)
  const woken = atomic.notify(address, count)
  if (isRecorded) note(NOTIFIED, address, woken)
}

export function waitBegan(word: i32, deadline: f64): void {
  if (isRecording()) note(WAIT_BEGAN, word, deadline === Infinity ? 0 : 1)
}

export function waitEnded(): void {
  if (isRecording()) note(WAIT_ENDED, 0, 0)
}

/** One plain load: the word does not change during a trial. */
function isRecording(): boolean {
  return i32.load(RECORDING_WORD) !== 0
}

/** About 1.2 us. */
const PAUSE_LOADS: i32 = 4096

/**
 * WebAssembly has no instruction for it yet. Loads that nothing may drop, of a word that nobody writes, so that they cost
 * nobody else anything.
 */
export function pause(): void {
  for (let loads = 0; loads < PAUSE_LOADS; loads++) i32.atomic.load(0)
}

export declare function nowMillis(): f64

export declare function refuse(code: i32, address: i32, me: i32): void

/** To whoever records, in JavaScript. */
declare function note(what: i32, address: i32, value: i32): void
