import { counted } from '../../base/units.ts'
import { listed, workerName } from '../../base/text.ts'
import type { ModelView, Replay, ReplayEnd } from '../../contract/replay.ts'
import type { Terminal } from '../terminal.ts'
import { GRADE_MARK } from './grade-mark.ts'

/**
 * A schedule as text, a column per worker: what each did, in what order, with the values that it met, and where one was
 * preempted.
 * @see JetBrains lincheck, whose reports have this form
 */
export function renderReplay(replay: Replay, terminal: Terminal): string {
  const names = replay.start.workers.map((_, worker) => workerName(worker))
  const rows = replay.steps.flatMap(({ worker, text, preempts }, index) => {
    const row = { worker, text }
    const before = replay.steps[index - 1]?.worker
    return preempts && before !== undefined
      ? [{ worker: before, text: `-- preempted by ${workerName(worker)} --` }, row]
      : [row]
  })
  const widths = names.map((name, worker) =>
    Math.max(name.length, ...rows.filter(row => row.worker === worker).map(({ text }) => text.length)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, worker) => cell.padEnd(widths[worker] ?? 0))
      .join(' | ')
      .trimEnd()
  return [
    terminal.style(
      'bold',
      `MODEL · ${replay.experiment} · ${replay.variant} · ${counted(replay.preemptions, 'preemption')}`,
    ),
    '',
    line(names),
    widths.map(width => '-'.repeat(width)).join('-+-'),
    ...rows.map(({ worker, text }) => line(names.map((_, column) => (column === worker ? text : '')))),
    '',
    ...endLines(replay, terminal),
    replay.schedule,
  ].join('\n')
}

function endLines({ end, ends, start, steps }: Replay, terminal: Terminal): string[] {
  const view = steps.at(-1)?.after ?? start
  const words = view.words.map(({ name, value }) => `${name} = ${String(value)}`).join(', ')
  if (end === null) {
    const left = view.canEndAt?.flatMap(place => ends?.[place] ?? []).map(labelOf) ?? []
    const still = left.length === 0 ? [] : [`it can still end at ${listed(left)}`]
    return [`not at its end: ${tokensOf(view)} can come next`, ...still, words]
  }
  const { mark, style } = GRADE_MARK[end.grade]
  const stuck = view.workers.flatMap(({ state, text }, worker) =>
    state === 'blocked' || state === 'asleep' ? [`${workerName(worker)} stands at: ${text}`] : [],
  )
  return [`${terminal.style(style, mark)} ${labelOf(end)}  ${end.grade}`, ...stuck, words].filter(text => text !== '')
}

function labelOf({ name, value }: ReplayEnd): string {
  return value === null ? name : `${name} ${String(value)}`
}

function tokensOf({ choices }: ModelView): string {
  return choices.map(({ token }) => token).join(', ')
}
