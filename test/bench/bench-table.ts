import Table from 'cli-table3'
import type { BenchDocument } from './bench-document.ts'
import { cellsOf, COLUMNS } from './in-words.ts'

/** The document as text for a terminal: the table, then a note per row. */
export function benchTable({ rows, absent, machine, versions }: BenchDocument): string {
  const table = new Table({ head: [...COLUMNS], style: { head: [], border: [] } })
  for (const row of rows) table.push([...cellsOf(row)])
  return [
    `${machine.cpu}, ${machine.cores} cores, ${machine.platform} ${machine.arch}, Node ${versions.node}, V8 ${versions.v8}`,
    table.toString(),
    ...rows.map(({ name, note }) => `${name}: ${note}.`),
    ...absent.map(({ name, why }) => `absent: ${name} (${why})`),
  ].join('\n')
}
