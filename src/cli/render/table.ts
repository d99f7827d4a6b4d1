import Table from 'cli-table3'
import type { Terminal } from '../terminal.ts'

/** cli-table3 with hairlines only, and headers in our own hands so that NO_COLOR holds. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], terminal: Terminal): string[] {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' }
  const sides = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '' }
  const drawn = new Table({
    chars: { ...none, ...sides, 'right-mid': '', middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: header.map((_, column) => (column === 0 ? 'left' : 'right')),
  })
  drawn.push(
    header.map(name =>
      name
        .split('\n')
        .map(line => terminal.style('dim', line))
        .join('\n'),
    ),
    ...rows.map(row => [...row]),
  )
  return drawn
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
}
