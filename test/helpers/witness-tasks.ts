import type { Bound } from '../../src/engine/memory/layout.ts'
import { add, wait } from '../../src/engine/memory/atomics.ts'
import type { TaskContext } from '../../src/engine/experiments/kit/task.ts'
import type { memory } from './tasks-experiment.ts'

type Here = TaskContext<Bound<typeof memory.fields>>

export const same = (_here: Here, value: unknown): unknown => value
export const sum = (_here: Here, ...numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)
export const sleeps = (here: Here, millis: number): number => {
  here.sleep(millis)
  return millis
}
export const awaits = async (_here: Here, rounds: number): Promise<number> => {
  for (let round = 0; round < rounds; round++) await Promise.resolve()
  return rounds
}
export const throws = (_here: Here, what: string): never => {
  throw new RangeError(what)
}
export const isShared = (here: Here): boolean => here.shared !== null
/** Counts itself in where others see it, and stays until it is asked to stop, or for ever. */
export const stays = (here: Here, heeds: number): number => {
  if (here.shared !== null) add(here.shared.begun.cell, 1)
  while (heeds === 0 || !here.stopRequested()) Math.sqrt(heeds)
  return heeds
}
/** Blocks until the test opens the gate. */
export const passes = (here: Here, number: number): number => {
  if (here.shared === null) return -1
  add(here.shared.begun.cell, 1)
  wait(here.shared.gate.cell, 0)
  return number
}
export const unclonable = (): unknown => () => 1
export const dies = (): never => Reflect.apply(Reflect.get(Reflect.get(globalThis, 'process'), 'exit'), undefined, [7])
export const process = (): unknown => Reflect.get(Reflect.get(globalThis, 'process'), 'pid')
