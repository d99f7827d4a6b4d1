import type { TaskContext } from '../kit/task.ts'

/** One wait, and which one it is. */
export interface Wait {
  readonly number: number
  readonly millis: number
}

/** Blocks its worker, as reading from a slow disk or asking a slow server does; then says which wait it was. */
export function waits(here: TaskContext<unknown>, { number, millis }: Wait): number {
  here.sleep(millis)
  return number
}
