import { describe, expect, it } from 'vitest'
import {
  LOGGED_TASKS,
  logTask,
  mostAtATime,
  taskLog,
  tasksIn,
  taskSpans,
  workerLanes,
} from '../../../../../src/engine/experiments/kit/task-log.ts'

const MILLI = 1e6

function newLog() {
  return taskLog.bind(new SharedArrayBuffer(taskLog.byteLength), 0)
}

function ran(number: number, worker: number, from: number, to: number) {
  return { number, worker, submittedNanos: 0, startedNanos: from * MILLI, endedNanos: to * MILLI }
}

describe('a task log', () => {
  it('keeps tasks by their numbers, also those that nobody did', () => {
    const log = newLog()
    logTask(log, ran(2, 1, 3, 4))
    logTask(log, { number: 1, worker: null, submittedNanos: 2 * MILLI, startedNanos: null, endedNanos: null })
    logTask(log, ran(0, 0, 1, 2))
    expect(tasksIn(log)).toEqual([
      { submittedMillis: 0, ran: { lane: 0, startedMillis: 1, endedMillis: 2 } },
      { submittedMillis: 2, ran: null },
      { submittedMillis: 0, ran: { lane: 1, startedMillis: 3, endedMillis: 4 } },
    ])
    expect(taskSpans(log, workerLanes(2), 'runs')).toEqual({
      rows: ['worker 1', 'worker 2'],
      spans: [
        { row: 0, fromNanos: MILLI, toNanos: 2 * MILLI, label: '1', does: 'runs' },
        { row: 1, fromNanos: 3 * MILLI, toNanos: 4 * MILLI, label: '3', does: 'runs' },
      ],
      dropped: 0,
    })
  })

  it('leaves out what it has no room for', () => {
    const log = newLog()
    logTask(log, ran(LOGGED_TASKS, 0, 1, 2))
    expect(tasksIn(log)).toEqual([])
  })

  it('counts who ran at the same time; one that begins as another ends did not', () => {
    const log = newLog()
    logTask(log, ran(0, 0, 0, 10))
    logTask(log, ran(1, 1, 10, 20))
    expect(mostAtATime(tasksIn(log))).toBe(1)
    logTask(log, ran(2, 2, 9, 11))
    expect(mostAtATime(tasksIn(log))).toBe(2)
    expect(mostAtATime([])).toBe(0)
  })
})
