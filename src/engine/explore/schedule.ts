import { LabError } from '../../base/errors.ts'

/**
 * One decision of the scheduler, as a number: which thread, and what becomes of it. A schedule is a list of them.
 *
 * As text: `0*5 1*3 0 1!time-out 2!kill`: thread 0 takes five steps, thread 1 three, 0 one, then the wait of 1 times out
 * and 2 dies.
 */
export type Choice = number

export const STEP = 0
export const TIME_OUT = 1
export const SPURIOUS = 2
export const KILL = 3

const EVENTS = ['step', 'time-out', 'spurious', 'kill'] as const
export type Event = (typeof EVENTS)[number]

export function choiceOf(thread: number, event: number): Choice {
  return (thread << 2) | event
}

export function threadOf(choice: Choice): number {
  return choice >> 2
}

export function eventOf(choice: Choice): number {
  return choice & 3
}

export function eventName(choice: Choice): Event {
  return EVENTS[eventOf(choice)] ?? 'step'
}

export function formatSchedule(choices: readonly Choice[]): string {
  const parts: string[] = []
  for (let start = 0; start < choices.length;) {
    const choice = choices[start] ?? 0
    let end = start + 1
    if (eventOf(choice) === STEP) while (choices[end] === choice) end++
    const event = eventOf(choice) === STEP ? '' : `!${eventName(choice)}`
    parts.push(`${String(threadOf(choice))}${event}${end - start > 1 ? `*${String(end - start)}` : ''}`)
    start = end
  }
  return parts.join(' ')
}

const PART = /^(\d{1,2})(?:\*([1-9]\d{0,5})|!(time-out|spurious|kill))?$/

/** @throws {LabError} BAD_VALUE when a part is none */
export function parseSchedule(text: string): readonly Choice[] {
  return text
    .trim()
    .split(/\s+/)
    .filter(part => part !== '')
    .flatMap((part, index) => {
      const [, thread, times, event] = PART.exec(part) ?? []
      if (thread === undefined)
        throw new LabError('BAD_VALUE', `part ${String(index + 1)} of the schedule is none: "${part}"`, {
          allowed: '<thread>, <thread>*<steps>, <thread>!time-out, <thread>!spurious, <thread>!kill',
        })
      const choice = choiceOf(Number(thread), event === undefined ? STEP : EVENTS.findIndex(name => name === event))
      return Array.from({ length: Number(times ?? 1) }, () => choice)
    })
}
