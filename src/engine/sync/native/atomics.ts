import { add } from './door.ts'

/** Adds `value` to the word `times` times, each time in one indivisible step. */
export function addRepeatedly(word: i32, value: i32, times: i32): void {
  for (let i = 0; i < times; i++) add(word, value)
}
