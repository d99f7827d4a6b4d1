import { formatCount } from '../base/units.ts'
import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { OutcomeRow } from '../contract/run-document.ts'
import { crisp, type Shape } from './drawing.ts'
import { gradeColour } from './grade-role.ts'
import { NAMES_WIDTH, type Picture } from './picture.ts'

const ROW = 24

interface CountedVariant {
  readonly title: string
  readonly outcomes: readonly OutcomeRow[]
}

/** How often each weak outcome was seen, beside which memory models allow it. */
export function litmusTable(outcomes: ExperimentEntry['outcomes'], variants: readonly CountedVariant[]): Picture {
  const weak = outcomes.filter(({ allowedBy }) => Object.keys(allowedBy).length > 0)
  const models = [...new Set(weak.flatMap(({ allowedBy }) => Object.keys(allowedBy)))]
  const rows = weak.map(({ name, allowedBy }) => ({
    name,
    seen: variants.map(variant => variant.outcomes.find(row => row.name === name) ?? null),
    allowed: models.map(model => (allowedBy[model] === true ? 'allowed' : 'forbidden')),
  }))
  const columns = ['outcome', ...variants.map(({ title }) => `seen, ${title}`), ...models]
  return {
    title: 'What was seen, and what memory models allow',
    caption: 'rounds with an outcome that no interleaving explains; what a model forbids must never be seen under it',
    finding: rows
      .map(({ name, seen }) => {
        return `${name}: ${seen.map((row, index) => `${inWords(row)} with ${variants[index]?.title ?? ''}`).join(', ')}`
      })
      .join('; '),
    table: {
      caption: 'rounds by outcome, beside what models allow',
      columns,
      rows: rows.map(({ name, seen, allowed }) => [name, ...seen.map(inWords), ...allowed]),
    },
    height: (rows.length + 1) * ROW,
    shapes(roles, width) {
      const column = (width - NAMES_WIDTH) / Math.max(1, columns.length - 1)
      const right = (index: number): number => NAMES_WIDTH + index * column
      const heads = columns.map((text, index): Shape => {
        const place = index === 0 ? { x: 0 } : { x: right(index), align: 'right' as const }
        return { kind: 'text', y: ROW / 2, text, fill: roles.ink3, ...place }
      })
      const lines = rows.flatMap(({ name, seen, allowed }, row): Shape[] => {
        const y = (row + 1) * ROW + ROW / 2
        const edge = crisp(y - ROW / 2)
        return [
          { kind: 'line', x1: 0, x2: width, y1: edge, y2: edge, stroke: roles.line },
          { kind: 'text', x: 0, y, text: name, fill: roles.ink },
          ...seen.map((one, index): Shape => {
            const isSeen = one !== null && one.count > 0
            const fill = isSeen ? gradeColour(one.grade, roles) : roles.ink3
            return { kind: 'text', x: right(index + 1), y, text: inWords(one), fill, bold: isSeen, align: 'right' }
          }),
          ...allowed.map((text, index): Shape => {
            const x = right(index + 1 + variants.length)
            return { kind: 'text', x, y, text, fill: text === 'allowed' ? roles.ink : roles.ink3, align: 'right' }
          }),
        ]
      })
      return [...heads, ...lines]
    },
  }
}

function inWords(row: OutcomeRow | null): string {
  return row === null ? 'not run' : formatCount(row.count)
}
