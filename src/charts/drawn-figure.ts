import type { ReportFigure } from '../contract/report-figure.ts'
import { figureFile } from './figure-file.ts'
import type { Picture } from './picture.ts'
import { FILE_ROLES, PAGE_ROLES } from './report-roles.ts'
import { compactSvg, shapesSvg } from './shapes-svg.ts'
import { svgElement, svgText } from './svg-tree.ts'

/** A figure before it has a place in a report. */
export interface DrawnFigure extends Omit<ReportFigure, 'id' | 'variant' | 'inPage'> {
  /** Elements of SVG in the roles of the page. */
  readonly inside: string
}

export const FIGURE_WIDTH = 860

/** A figure that stands still. */
export function drawnFigure(picture: Picture): DrawnFigure {
  const { title, caption, finding, table, notes = [], height } = picture
  const words = { title, caption, finding, notes }
  return {
    about: 'charts',
    ...words,
    table,
    width: FIGURE_WIDTH,
    height,
    inside: compactSvg(picture.shapes(PAGE_ROLES, FIGURE_WIDTH)).map(svgText).join(''),
    file: () => figureFile(words, shapesSvg(picture.shapes(FILE_ROLES, FIGURE_WIDTH)), FIGURE_WIDTH, height),
    replay: null,
  }
}

/** A figure at its place in a report. */
export function placed({ inside, ...figure }: DrawnFigure, variant: string | null, id: string): ReportFigure {
  const { width, height, title, finding } = figure
  const root = svgElement('svg', {
    role: 'img',
    'aria-label': `${title}. ${finding}`,
    viewBox: `0 0 ${String(width)} ${String(Math.ceil(height))}`,
    'font-size': 12,
  })
  // What stands inside is written already.
  const inPage = `${svgText(root).slice(0, -2)}>${inside}</svg>`
  return { ...figure, id, variant, inPage }
}
