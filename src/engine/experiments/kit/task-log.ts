import { block, floats, i32, layout, type Bound } from '../../memory/layout.ts'
import type { SpanRows } from './pictured.ts'

/** Tasks that a log has room for. */
export const LOGGED_TASKS = 256

const NANOS_PER_MILLI = 1e6

const times = (doc: string) => floats(LOGGED_TASKS, { writers: 'the caller', access: 'single writer', unit: 'ns', doc })

/** When each task was submitted, began and ended, and on which worker: written by the kernel that submits them. */
export const taskLog = layout('task-log', {
  count: i32({ writers: 'the caller', access: 'single writer', unit: 'tasks', doc: 'entries in use' }),
  submitted: times('when it was submitted'),
  started: times('when it began'),
  ended: times('when it ended'),
  lanes: block(LOGGED_TASKS, {
    writers: 'the caller',
    access: 'single writer',
    doc: 'who did it: the 0-based worker + 1; 0 = nobody',
  }),
})

type Log = Bound<typeof taskLog.fields>

/** A task that has come to its end; times are on the clock that all threads and processes share. */
export interface LoggedTask {
  readonly number: number
  readonly worker: number | null
  readonly submittedNanos: number
  readonly startedNanos: number | null
  readonly endedNanos: number | null
}

/** Books a task by its number; one beyond the log's room is left out. */
export function logTask(
  { count, submitted, started, ended, lanes }: Log,
  { number, worker, submittedNanos, startedNanos, endedNanos }: LoggedTask,
): void {
  if (number >= LOGGED_TASKS) return
  count.cell[0] = Math.max(count.cell[0], number + 1)
  submitted.items[number] = submittedNanos
  if (worker === null || startedNanos === null || endedNanos === null) return
  started.items[number] = startedNanos
  ended.items[number] = endedNanos
  lanes.items[number] = worker + 1
}

/** One task of the log. */
export interface TaskEntry {
  readonly submittedMillis: number
  /** Null where nobody has done it. */
  readonly ran: { readonly lane: number; readonly startedMillis: number; readonly endedMillis: number } | null
}

export function tasksIn({ count, submitted, started, ended, lanes }: Log): TaskEntry[] {
  const millis = (nanos: number | undefined): number => (nanos ?? 0) / NANOS_PER_MILLI
  return Array.from({ length: count.cell[0] }, (_, task) => {
    const lane = (lanes.items[task] ?? 0) - 1
    const ran = { lane, startedMillis: millis(started.items[task]), endedMillis: millis(ended.items[task]) }
    return { submittedMillis: millis(submitted.items[task]), ran: lane < 0 ? null : ran }
  })
}

/** The tasks on those who did them, for a picture. @param lanes their names, the executor's workers first */
export function taskSpans(log: Log, lanes: readonly string[], does: 'runs' | 'waits'): SpanRows {
  const spans = tasksIn(log).flatMap(({ ran }, task) => {
    if (ran === null) return []
    const { lane, startedMillis, endedMillis } = ran
    const [fromNanos, toNanos] = [startedMillis * NANOS_PER_MILLI, endedMillis * NANOS_PER_MILLI]
    return [{ row: lane, fromNanos, toNanos, label: String(task + 1), does }]
  })
  return { rows: lanes, spans, dropped: 0 }
}

/** Most tasks that ran at the same time, as their own clocks tell. */
export function mostAtATime(tasks: readonly TaskEntry[]): number {
  const changes = tasks
    .flatMap(({ ran }) =>
      ran === null
        ? []
        : [
            { at: ran.startedMillis, by: 1 },
            { at: ran.endedMillis, by: -1 },
          ],
    )
    // One that begins when another ends does not run beside it.
    .toSorted((a, b) => a.at - b.at || a.by - b.by)
  let running = 0
  let most = 0
  for (const { by } of changes) {
    running += by
    most = Math.max(most, running)
  }
  return most
}

/** "worker 1", "worker 2": an executor's workers, as people count them. */
export function workerLanes(workers: number): string[] {
  return Array.from({ length: workers }, (_, worker) => `worker ${String(worker + 1)}`)
}
