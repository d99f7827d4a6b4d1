import type { Failure, TraceEvent } from './failure.ts'
import type { Operation } from './operation.ts'
import type { Program } from './program.ts'
import { EVERYBODY, NOT_EQUAL, TIMED_OUT } from '../sync/native/door.ts'

type NameOf = (address: number) => string

/**
 * A failed schedule as text, a column per thread: what each did, in what order, with the values, and where one was
 * preempted. The last lines say what went wrong and how to see it again.
 * @see JetBrains lincheck, whose reports have this form
 */
export function inColumns(program: Program, failure: Failure, nameOf?: NameOf): string {
  const named: NameOf = nameOf ?? program.nameOf ?? (address => `word ${String(address)}`)
  const names = program.threads.map(({ name }) => name)
  const rows = failure.trace.flatMap(event => rowsOf(event, named, names))
  const widths = names.map((name, thread) =>
    Math.max(name.length, ...rows.filter(row => row.thread === thread).map(({ text }) => text.length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, thread) => cell.padEnd(widths[thread] ?? 0))
      .join(' | ')
      .trimEnd()
  const count = failure.preemptions === 1 ? '1 preemption' : `${String(failure.preemptions)} preemptions`
  return [
    `${program.name}, ${count}`,
    '',
    line(names),
    widths.map(width => '-'.repeat(width)).join('-+-'),
    ...rows.map(({ thread, text }) => line(names.map((_, column) => (column === thread ? text : '')))),
    '',
    failure.message,
    `replay: ${failure.schedule}`,
  ].join('\n')
}

interface Row {
  readonly thread: number
  readonly text: string
}

function rowsOf(event: TraceEvent, nameOf: NameOf, names: readonly string[]): readonly Row[] {
  const row = { thread: event.thread, text: textOf(event, nameOf, names) }
  if (event.preempted < 0) return [row]
  return [{ thread: event.preempted, text: `-- preempted by ${names[event.thread] ?? ''} --` }, row]
}

function textOf({ what, operation, found }: TraceEvent, nameOf: NameOf, names: readonly string[]): string {
  switch (what) {
    case 'sleep':
      return operation === null ? '' : `${waitText(operation, nameOf)}: sleeps`
    case 'wake':
      return 'wakes'
    case 'time-out':
      return '! time-out'
    case 'spurious':
      return '! wakes for no reason'
    case 'kill':
      return '! dies'
    case 'note':
      return operation?.text ?? ''
    case 'operation':
      return operation === null ? '' : operationText(operation, found, nameOf, names)
  }
}

function operationText(operation: Operation, found: number, nameOf: NameOf, names: readonly string[]): string {
  const { kind, address, expected, value } = operation
  const word = nameOf(address)
  switch (kind) {
    case 'load':
    case 'peek':
      return `${kind} ${word} = ${String(found)}`
    case 'store':
    case 'poke':
    case 'exchange':
      return `${kind} ${word} ${String(found)}→${String(value)}`
    case 'add':
      return `add ${word} ${String(found)}→${String((found + value) | 0)}`
    case 'compareExchange':
      return found === expected
        ? `compareExchange ${word} ${String(expected)}→${String(value)} ok`
        : `compareExchange ${word} ${String(expected)}→${String(value)} failed, found ${String(found)}`
    case 'wait':
      return `${waitText(operation, nameOf)}: ${WAITS.get(found) ?? 'wakes'}`
    case 'notify':
      return `notify ${word}, ${value === EVERYBODY ? 'everybody' : `at most ${String(value)}`}`
    case 'nextDeath':
      return `hears of the death of ${names[found] ?? ''}`
    case 'whenIdle':
      return 'goes on while all others are idle'
    case 'now':
    case 'look':
    case 'note':
    case 'announce':
    case 'finished':
    case 'threw':
    case 'failed':
      return operation.text
  }
}

const WAITS = new Map([
  [NOT_EQUAL, 'differs'],
  [TIMED_OUT, 'no time left'],
])

function waitText({ address, expected, value }: Operation, nameOf: NameOf): string {
  const limit = value === Infinity ? '' : `, at most ${String(value)} ms`
  return `wait ${nameOf(address)} while ${String(expected)}${limit}`
}
