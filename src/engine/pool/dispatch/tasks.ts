import { LabError } from '../../../base/errors.ts'

/** A task too short to be worth a message: numbers in, a number out. */
export type ShortTask = (a: number, b: number) => number

/** Tasks by their names; host and worker must have the same, in the same order. */
export type ShortTasks<Name extends string = string> = Readonly<Record<Name, ShortTask>>

function sumOfSquareRoots(count: number): number {
  if (!Number.isInteger(count) || count < 0) {
    throw new LabError('BAD_VALUE', `the count of square roots must be a whole number from 0, got ${String(count)}`)
  }
  let sum = 0
  for (let n = 1; n <= count; n++) sum += Math.sqrt(n)
  return sum
}

/** The tasks that every worker of the lab knows. */
export const shortTasks = {
  /** Returns its first argument: what dispatching costs. */
  echo: a => a,
  /** Of the whole numbers 1 to `a`: work that nothing but the processor limits. */
  'sum-of-square-roots': sumOfSquareRoots,
} as const satisfies ShortTasks

export type ShortTaskName = keyof typeof shortTasks
