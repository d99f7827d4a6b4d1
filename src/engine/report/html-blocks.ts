import { formatCount } from '../../base/units.ts'
import { parseMarkdown, type Inline } from '../../contract/lesson-markdown.ts'
import type { ReportFigure, ReportTable } from '../../contract/report-figure.ts'
import type { Grade } from '../../contract/words.ts'
import { htmlLines, htmlText } from './html-text.ts'
import type { Block, GradeTable } from './report-model.ts'

/** How much of a figure's numbers a report shows. */
export interface HtmlExtent {
  /** Rows of a table. */
  readonly mostRows: number
  /** Numbers of figures stand open: on paper nobody can open them. */
  readonly open: boolean
}

export function htmlBlock(block: Block, extent: HtmlExtent): string {
  switch (block.kind) {
    case 'text':
      return `<p>${htmlText(block.text)}</p>`
    case 'heading':
      return `<h3>${htmlText(block.text)}</h3>`
    case 'list': {
      const items = block.items.map(({ word, text }) => {
        const strong = word === '' ? '' : `<strong>${htmlText(word)}</strong> `
        return `<li>${strong}${htmlText(text)}</li>`
      })
      return `<ul>${items.join('')}</ul>`
    }
    case 'facts':
      return `<dl>${block.facts.map(fact => `<dt>${htmlText(fact.name)}</dt><dd>${htmlText(fact.value)}</dd>`).join('')}</dl>`
    case 'table':
      return tableOf(block.table, extent, 'words')
    case 'grades':
      return gradesOf(block.table)
    case 'code':
      return `<pre tabindex="0"><code>${htmlLines(block.text)}</code></pre>`
    case 'prose':
      return proseOf(block.markdown)
    case 'figure':
      return figureOf(block.figure, extent)
  }
}

function figureOf({ id, title, caption, notes, inPage, table }: ReportFigure, extent: HtmlExtent): string {
  const numbers =
    table === null || table.rows.length === 0
      ? ''
      : `<details${extent.open ? ' open' : ''}><summary>Numbers</summary>${tableOf(table, extent, '')}</details>`
  const under = notes.map(note => `<p class="under">${htmlText(note)}</p>`).join('')
  const words = `<figcaption><b>${htmlText(title)}</b><span class="caption">${htmlText(caption)}</span></figcaption>`
  return `<figure id="${id}">${words}${inPage}${under}${numbers}</figure>`
}

function tableOf({ caption, columns, rows }: ReportTable, { mostRows }: HtmlExtent, look: string): string {
  const shown = rows.slice(0, mostRows)
  const cut = shown.length < rows.length ? `the first ${formatCount(mostRows)} of ${formatCount(rows.length)} rows` : ''
  const said = [caption, cut].filter(words => words !== '').join('; ')
  const head = columns.map(name => `<th scope="col">${htmlText(name)}</th>`).join('')
  const body = shown.map(([first = '', ...more]) => {
    return `<tr><th scope="row">${htmlText(first)}</th>${more.map(text => `<td>${htmlText(text)}</td>`).join('')}</tr>`
  })
  return framed(said, columns[0] ?? 'table', look, head, body)
}

/** Shape first, word second, colour third. */
const MARK: Readonly<Record<Grade, string>> = { acceptable: '✓', interesting: '◆', forbidden: '✗' }

function gradesOf({ columns, rows }: GradeTable): string {
  const head = columns.map(name => `<th scope="col">${htmlText(name)}</th>`).join('')
  const body = rows.map(({ name, cells, verdict }) => {
    const counts = cells.map(cell => {
      if (cell === null) return '<td></td>'
      const { count, grade } = cell
      const share = cell.share === '' ? '' : ` <span class="share">${htmlText(cell.share)}</span>`
      if (grade === null) return `<td>${formatCount(count)}</td>`
      if (count === 0) return `<td class="zero">0 ${grade}${share}</td>`
      return `<td class="${grade}">${MARK[grade]} ${formatCount(count)} ${grade}${share}</td>`
    })
    return `<tr><th scope="row">${htmlText(name)}</th>${counts.join('')}<td class="${verdict}">${htmlText(verdict)}</td></tr>`
  })
  return framed('', 'Outcomes by variant', '', head, body)
}

/** Wide tables scroll by themselves, also by keyboard. */
function framed(caption: string, name: string, look: string, head: string, body: readonly string[]): string {
  const said = caption === '' ? '' : `<caption>${htmlText(caption)}</caption>`
  const label = htmlText(caption === '' ? name : caption)
  const table = `<table class="${look}">${said}<thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
  return `<div class="scroll" tabindex="0" role="group" aria-label="${label}">${table}</div>`
}

function proseOf(markdown: string): string {
  return parseMarkdown(markdown)
    .map(block => {
      switch (block.kind) {
        case 'paragraph':
          return `<p>${inline(block.text)}</p>`
        case 'list':
          return `<ul>${block.items.map(item => `<li>${inline(item)}</li>`).join('')}</ul>`
        case 'code':
          return `<pre tabindex="0"><code>${htmlLines(block.text)}</code></pre>`
      }
    })
    .join('')
}

function inline(parts: readonly Inline[]): string {
  return parts
    .map(part => {
      switch (part.kind) {
        case 'text':
        case 'term':
          return htmlText(part.text)
        case 'code':
          return `<code>${htmlText(part.text)}</code>`
        case 'strong':
          return `<strong>${inline(part.parts)}</strong>`
        case 'emphasis':
          return `<em>${inline(part.parts)}</em>`
      }
    })
    .join('')
}
