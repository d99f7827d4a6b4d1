import { printable } from '../base/text.ts'
import type { HistoryNotice, Keeping, RunEntry } from '../contract/history.ts'
import type { Terminal } from './terminal.ts'

/** What the history has to tell beside what was asked of it. */
export function tellNotices(terminal: Terminal, notices: readonly HistoryNotice[]): void {
  for (const { code, message } of notices) terminal.tell(`warning[${code}]: ${printable(message, 1_000)}`)
}

/** A run that is in no history is gone with this process. */
export function tellKeeping(terminal: Terminal, keeping: Keeping | null): void {
  if (keeping === null || keeping.saved) return
  const why = printable(keeping.why.message, 1_000)
  terminal.tell(
    `warning[not-saved]: the run is not in the history: ${why}; try: --out <file>, which keeps it elsewhere`,
  )
}

/** One line of the list. */
export function entryLine(terminal: Terminal, entry: RunEntry): string {
  const { id, startedAt, state, verdict, name, headline, pinned, imported } = entry
  const marks = [pinned ? 'pinned' : '', imported ? 'imported' : ''].filter(mark => mark !== '')
  const word = state === 'completed' ? verdict : state === 'under-way' ? 'under way' : `${verdict}, ${state}`
  const called = name === '' ? '' : `"${printable(name)}"  `
  const text = state === 'under-way' ? 'It goes on, or so its process says.' : printable(headline, 1_000)
  return [
    `${terminal.style('bold', printable(id))}  ${startedAt.slice(0, 16).replace('T', ' ')}  ${[word, ...marks].join(', ')}`,
    `  ${called}${text}`,
  ].join('\n')
}
