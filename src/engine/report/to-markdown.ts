import { printable } from '../../base/text.ts'
import { formatCount } from '../../base/units.ts'
import type { ReportFigure, ReportTable } from '../../contract/report-figure.ts'
import { SIMULATED, SIMULATED_MEANS } from '../../contract/simulated-in-words.ts'
import type { Grade } from '../../contract/words.ts'
import type { Block, GradeTable, Item, Report, Section } from './report-model.ts'

/** A report as Markdown. Charts are there in words and numbers. */
export function toMarkdown({ head, sections }: Report): string {
  const { verdict, state, headline, note, simulated, about } = head
  const pieces = about.map(piece => ('name' in piece ? code(piece.name) : inert(piece.words)))
  const parts = [
    `# ${inert(headline)}`,
    simulated ? `**${SIMULATED}** ${inert(SIMULATED_MEANS.slice(SIMULATED.length + 2))}` : '',
    `${verdict === null || state === null ? '' : `**${verdict}**, ${inert(state)}: `}${pieces.join('')}`,
    inert(note),
    ...sections.map(sectionOf),
  ]
  return `${parts.filter(part => part !== '').join('\n\n')}\n`
}

function sectionOf({ title, blocks }: Section): string {
  return [`## ${inert(title)}`, ...blocks.map(blockOf)].filter(part => part !== '').join('\n\n')
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return inert(block.text)
    case 'heading':
      return `### ${inert(block.text)}`
    case 'list':
      return block.items.map(itemOf).join('\n')
    case 'facts':
      return block.facts.map(({ name, value }) => `- ${inert(name)}: ${inert(value)}`).join('\n')
    case 'table':
      return tableOf(block.table)
    case 'grades':
      return gradesOf(block.table)
    case 'code':
      return fenced(block.text, block.label)
    case 'prose':
      return block.markdown.trim()
    case 'figure':
      return figureOf(block.figure)
  }
}

function itemOf({ word, text }: Item): string {
  return word === '' ? `- ${inert(text)}` : `- **${inert(word)}** ${inert(text)}`
}

function figureOf({ title, caption, finding, notes, table }: ReportFigure): string {
  const parts = [
    `### ${inert(title)}`,
    `_${inert(caption)}_`,
    inert(finding),
    table === null ? '' : tableOf(table),
    notes.map(note => `- ${inert(note)}`).join('\n'),
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

/** More rows of a figure are no reading matter; the whole run is in its JSON. */
const MOST_ROWS = 100

function tableOf({ caption, columns, rows }: ReportTable): string {
  const drawn = pipes([columns, ...rows.slice(0, MOST_ROWS)].map(row => row.map(inert)))
  const cut = rows.length > MOST_ROWS ? `The first ${formatCount(MOST_ROWS)} of ${formatCount(rows.length)} rows.` : ''
  return [inert(caption), drawn, cut].filter(part => part !== '').join('\n\n')
}

function gradesOf({ columns, rows }: GradeTable): string {
  return pipes([
    columns.map(inert),
    ...rows.map(({ name, cells, verdict }) => [
      inert(name),
      ...cells.map(cell => (cell === null ? '' : [String(cell.count), ...bracketed(cell.grade, cell.share)].join(' '))),
      verdict,
    ]),
  ])
}

function bracketed(grade: Grade | null, share: string): string[] {
  const words = [...(grade === null ? [] : [grade]), ...(share === '' ? [] : [inert(share)])]
  return words.length === 0 ? [] : [`(${words.join(', ')})`]
}

function pipes([header, ...rows]: readonly (readonly string[])[]): string {
  if (header === undefined || rows.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string, label: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const lines = text.split('\n').map(line => printable(line, 2000))
  return `${fence}${label === 'sh' ? 'sh' : ''}\n${lines.join('\n')}\n${fence}`
}

function code(text: string): string {
  const shown = printable(text).replaceAll('`', '\u02cb')
  return `\`${shown}\``
}

/** Text that cannot turn into markup, into a link, or break out of its line or table. */
function inert(raw: string): string {
  const escaped = printable(raw, 2000).replace(/[\\`*_{}[\]<>#|!~&@]/g, character => `\\${character}`)
  // A line that begins like a list would be one; an address becomes a link all by itself.
  return escaped
    .replace(/^(\s*)([-+=](?=\s|$))/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(/(https?|ftp):\/\//gi, '$1\\://')
    .replaceAll(/\b(www)\./gi, '$1\\.')
}
