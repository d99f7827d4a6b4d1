import { describe, expect, it } from 'vitest'
import { completionOrder, memory } from '../../../../src/engine/experiments/completion-order/experiment.ts'
import { waitsOf } from '../../../../src/engine/experiments/completion-order/deliveries.ts'
import { logTask } from '../../../../src/engine/experiments/kit/task-log.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const COMMON = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const PARAMS = { ...COMMON, executor: 'threads', tasks: 3, waitMillis: 10, jitter: 50 } as const
const MILLI = 1e6

interface Seen {
  /** Tasks in the order in which their results came. */
  readonly order: readonly number[]
  /** In ms, by task. */
  readonly ran: readonly (readonly [from: number, to: number])[]
}

const OVERLAPPING: Seen['ran'] = [
  [0, 10],
  [1, 5],
  [10, 20],
]
const SERIAL: Seen['ran'] = [
  [0, 10],
  [10, 15],
  [15, 20],
]

function judge(variant: string, { order, ran }: Seen, operations = 3) {
  const write = (words: ReturnType<typeof memory.bind>): void => {
    words.originNanos.value = 0
    words.startMillis.value = 40
    for (const [number, [from, to]] of ran.entries()) {
      const [startedNanos, endedNanos] = [from * MILLI, to * MILLI]
      logTask(words.log, { number, worker: number % 2, submittedNanos: 0, startedNanos, endedNanos })
    }
    const heard = ran.map((_, task) => task).toSorted((a, b) => (ran[a]?.[1] ?? 0) - (ran[b]?.[1] ?? 0))
    for (const [place, task] of heard.entries()) words.heard.items[place] = task + 1
    for (const [place, task] of order.entries()) {
      words.order.items[place] = task + 1
      words.received.items[task] = (words.received.items[task] ?? 0) + 1
      words.atNanos.items[task] = ((ran[task]?.[1] ?? 0) + 2) * MILLI
    }
  }
  return judged(completionOrder, memory, variant, PARAMS, write, [operations])
}

describe('completion-order', () => {
  it('tells one at a time from together by the clocks of the tasks', () => {
    expect(judge('submit-all', { order: [0, 1, 2], ran: OVERLAPPING }).outcome).toBe('together')
    expect(judge('one-by-one', { order: [0, 1, 2], ran: SERIAL }).outcome).toBe('one-at-a-time')
  })

  it('forbids a result that did not come, or came twice, whatever the order', () => {
    expect(judge('map', { order: [0, 1], ran: OVERLAPPING }).outcome).toBe('wrong-results')
    expect(judge('map', { order: [0, 1, 1], ran: OVERLAPPING }).outcome).toBe('wrong-results')
    for (const variant of ['one-by-one', 'submit-all', 'map', 'as-completed']) {
      expect(gradesOf(completionOrder, variant)).toMatchObject({ 'wrong-results': 'forbidden' })
    }
  })

  it('forbids tasks at the same time where each result is waited for', () => {
    expect(gradesOf(completionOrder, 'one-by-one')).toMatchObject({
      'one-at-a-time': 'interesting',
      together: 'forbidden',
    })
  })

  it('takes the order of submission and that of completion, and no other', () => {
    expect(judge('map', { order: [0, 1, 2], ran: OVERLAPPING }).failedChecks).toEqual([])
    expect(judge('as-completed', { order: [1, 0, 2], ran: OVERLAPPING }).failedChecks).toEqual([])
    expect(judge('as-completed', { order: [2, 1, 0], ran: OVERLAPPING }).failedChecks).toEqual(['some-order'])
    expect(judge('map', { order: [0, 1, 2], ran: OVERLAPPING }, 2).failedChecks).toEqual(['all-counted'])
  })

  it('measures from the first submit, and how long results were held back', () => {
    expect(judge('map', { order: [0, 1, 2], ran: OVERLAPPING }).measures).toEqual({
      wall: 22,
      'first-result': 7,
      'held-back': 2,
      'start-up': 40,
    })
  })

  it('plans waits by the seed, none longer than asked for', () => {
    const waits = waitsOf({ ...PARAMS, tasks: 64 }, 5)
    expect(waitsOf({ ...PARAMS, tasks: 64 }, 5)).toEqual(waits)
    expect(waits.every(({ millis }) => millis >= 5 && millis <= 10)).toBe(true)
    expect(new Set(waits.map(({ millis }) => millis)).size).toBeGreaterThan(30)
    expect(waitsOf({ ...PARAMS, jitter: 0 }, 5).map(({ millis }) => millis)).toEqual([10, 10, 10])
  })
})
