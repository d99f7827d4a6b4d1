import { textWidth, type Shape } from './drawing.ts'
import { namesWidth, type Picture } from './picture.ts'

const ROW = 26

/** One variant of a grid: what its last completed trial observed, in words. */
export interface GridColumn {
  readonly title: string
  /** `works`, or `throws: what it said`: the word, and what there is to add. */
  readonly cells: Readonly<Record<string, string>>
}

/** What was observed in words: a row for each observation, a column for each variant. */
export function grid(columns: readonly GridColumn[]): Picture {
  const rows = [...new Set(columns.flatMap(({ cells }) => Object.keys(cells)))]
  const said = columns.flatMap(({ title, cells }) =>
    rows.flatMap(row => {
      const { word, more } = parts(cells[row] ?? '')
      return more === '' ? [] : [`${title}, ${inWords(row)}: ${word}: ${more}`]
    }),
  )
  return {
    title: 'What was observed',
    caption: 'the last completed trial of each variant',
    finding: columns
      .map(
        ({ title, cells }) =>
          `${title}: ${rows.map(row => `${inWords(row)} ${parts(cells[row] ?? '').word}`).join(', ')}`,
      )
      .join('; '),
    table: {
      caption: 'what was observed, in full',
      columns: ['observation', ...columns.map(({ title }) => title)],
      rows: rows.map(row => [inWords(row), ...columns.map(({ cells }) => cells[row] ?? '')]),
    },
    notes: said,
    height: (rows.length + 1) * ROW,
    shapes(roles, width) {
      const left = namesWidth(rows.map(inWords))
      const cell = columns.length > 0 ? (width - left) / columns.length : 0
      const heads = columns.map(({ title }, column): Shape => {
        return { kind: 'text', x: left + column * cell, y: ROW / 2, text: title, fill: roles.ink2, bold: true }
      })
      const lines = rows.flatMap((row, index): Shape[] => {
        const top = (index + 1) * ROW
        return [
          { kind: 'line', x1: 0, x2: width, y1: top, y2: top, stroke: roles.line },
          { kind: 'text', x: 0, y: top + ROW / 2, text: inWords(row), fill: roles.ink2 },
          ...columns.map(({ cells }, column): Shape => {
            const { word } = parts(cells[row] ?? '')
            const text = textWidth(word) > cell ? `${word.slice(0, 6)}…` : word
            return {
              kind: 'text',
              x: left + column * cell,
              y: top + ROW / 2,
              text,
              fill: roles.ink,
              bold: word === 'throws',
            }
          }),
        ]
      })
      return [...heads, ...lines]
    },
  }
}

function parts(cell: string): { readonly word: string; readonly more: string } {
  const colon = cell.indexOf(': ')
  return colon < 0 ? { word: cell, more: '' } : { word: cell.slice(0, colon), more: cell.slice(colon + 2) }
}

/** `sharedState` -> `shared state` */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}
