import { textWidth } from './drawing.ts'
import { FILE_ROLES } from './report-roles.ts'
import { svgElement, svgText, type SvgElement } from './svg-tree.ts'

/** What is written around a figure in a file of its own. */
export interface FileWords {
  readonly title: string
  readonly caption: string
  readonly finding: string
  readonly notes: readonly string[]
}

const MARGIN = 16
const LINE = 17

/** A whole SVG file that opens anywhere: on its own ground, with its words, referring to nothing. */
export function figureFile(words: FileWords, drawn: readonly SvgElement[], width: number, height: number): string {
  const { title, caption, finding, notes } = words
  const { page, ink, ink3, sans } = FILE_ROLES
  const above = broken(caption, width)
  const below = notes.flatMap(note => broken(note, width))
  const top = MARGIN + (1 + above.length) * LINE + 8
  const whole = { width: width + 2 * MARGIN, height: Math.ceil(top + height + below.length * LINE + MARGIN) }
  const text = (line: string, y: number, fill: string, bold = false): SvgElement =>
    svgElement('text', { x: MARGIN, y, fill, 'font-weight': bold ? 600 : undefined }, [line])
  const root = svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      ...whole,
      viewBox: `0 0 ${String(whole.width)} ${String(whole.height)}`,
      'font-family': sans,
      'font-size': 12,
    },
    [
      svgElement('title', {}, [title]),
      svgElement('desc', {}, [finding]),
      svgElement('rect', { ...whole, fill: page }),
      text(title, MARGIN + 11, ink, true),
      ...above.map((line, index) => text(line, MARGIN + 11 + (index + 1) * LINE, ink3)),
      svgElement('g', { transform: `translate(${String(MARGIN)} ${String(top)})` }, drawn),
      ...below.map((line, index) => text(line, top + height + 14 + index * LINE, ink3)),
    ],
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(root)}\n`
}

/** Lines that fit the width; a longer word has a line of its own. */
function broken(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ').filter(one => one !== '')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
