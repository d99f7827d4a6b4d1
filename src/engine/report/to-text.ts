import { printable } from '../../base/text.ts'
import { formatCount } from '../../base/units.ts'
import { parseMarkdown, type Inline } from '../../contract/lesson-markdown.ts'
import type { ReportTable } from '../../contract/report-figure.ts'
import { SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { Block, GradeTable, Report } from './report-model.ts'

const WIDTH = 100
const MOST_ROWS = 100

/** A report as plain text, for reading anywhere: no escapes, no markup, lines of at most a hundred characters where words allow. */
export function toText({ head, sections }: Report): string {
  const { verdict, state, headline, note, simulated, about } = head
  const pieces = about.map(piece => ('name' in piece ? piece.name : piece.words))
  const parts = [
    [...wrapped(headline), '='.repeat(Math.min(WIDTH, headline.length))].join('\n'),
    simulated ? wrapped(SIMULATED_MEANS).join('\n') : '',
    wrapped(`${verdict === null || state === null ? '' : `${verdict}, ${state}: `}${pieces.join('')}`).join('\n'),
    wrapped(note).join('\n'),
    ...sections.flatMap(({ title, blocks }) => [
      `\n${plain(title)}\n${'-'.repeat(title.length)}`,
      ...blocks.map(blockOf),
    ]),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return wrapped(block.text).join('\n')
    case 'heading':
      return `${plain(block.text)}:`
    case 'list':
      return block.items.map(({ word, text }) => hanging(word === '' ? text : `${word}: ${text}`)).join('\n')
    case 'facts':
      return block.facts.map(({ name, value }) => hanging(`${name}: ${value}`)).join('\n')
    case 'table':
      return tableOf(block.table)
    case 'grades':
      return gradesOf(block.table)
    case 'code':
      return indented(block.text)
    case 'prose':
      return proseOf(block.markdown)
    case 'figure': {
      const { title, caption, finding, notes, table } = block.figure
      const words = [`${title}. ${caption}`, finding, ...notes].filter(text => text !== '')
      return [...words.map(text => wrapped(text).join('\n')), table === null ? '' : tableOf(table)]
        .filter(part => part !== '')
        .join('\n')
    }
  }
}

function proseOf(markdown: string): string {
  return parseMarkdown(markdown)
    .map(block => {
      switch (block.kind) {
        case 'paragraph':
          return wrapped(textOf(block.text)).join('\n')
        case 'list':
          return block.items.map(item => hanging(textOf(item))).join('\n')
        case 'code':
          return indented(block.text)
      }
    })
    .join('\n\n')
}

function textOf(parts: readonly Inline[]): string {
  return parts.map(part => ('parts' in part ? textOf(part.parts) : part.text)).join('')
}

function tableOf({ caption, columns, rows }: ReportTable): string {
  const cut = rows.length > MOST_ROWS ? `the first ${formatCount(MOST_ROWS)} of ${formatCount(rows.length)} rows` : ''
  return [caption === '' ? '' : wrapped(caption).join('\n'), aligned([columns, ...rows.slice(0, MOST_ROWS)]), cut]
    .filter(part => part !== '')
    .join('\n')
}

function gradesOf({ columns, rows }: GradeTable): string {
  return aligned([
    columns,
    ...rows.map(({ name, cells, verdict }) => [
      name,
      ...cells.map(cell =>
        cell === null
          ? ''
          : [formatCount(cell.count), cell.grade ?? '', cell.share].filter(word => word !== '').join(' '),
      ),
      verdict,
    ]),
  ])
}

/** Columns side by side: names to the left, the rest to the right, as figures are compared. */
function aligned(given: readonly (readonly string[])[]): string {
  const rows = given.map(row => row.map(plain))
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)
  return rows.map(row => row.map(cell).join('  ').trimEnd()).join('\n')
}

function indented(text: string): string {
  return text
    .split('\n')
    .map(line => `    ${plain(line)}`.trimEnd())
    .join('\n')
}

function hanging(text: string): string {
  const [first = '', ...more] = wrapped(text, WIDTH - 2)
  return [`- ${first}`, ...more.map(line => `  ${line}`)].join('\n')
}

function wrapped(text: string, width = WIDTH): string[] {
  const lines: string[] = []
  for (const word of plain(text).split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else if (word !== '' || lines.length === 0) lines.push(word)
  }
  return lines.filter((line, index) => line !== '' || index === 0)
}

function plain(text: string): string {
  return printable(text, 2000)
}
