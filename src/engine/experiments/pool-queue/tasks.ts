import type { TaskContext } from '../kit/task.ts'

/** Serves one customer: blocks its worker for so long. */
export function serve(here: TaskContext<unknown>, millis: number): number {
  here.sleep(millis)
  return millis
}
