import { HOLLOW_EDGE, type Point, type Shape } from './drawing.ts'
import { svgElement, type SvgElement } from './svg-tree.ts'

/**
 * The shapes as elements of SVG: attributes only, so that no policy of a page can forbid their look, and the same shapes
 * always make the same text. ECharts' own writer has styles in its elements and counts its charts in class names.
 */
export function shapesSvg(shapes: readonly Shape[]): SvgElement[] {
  return shapes.map(elementOf)
}

function elementOf(shape: Shape): SvgElement {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill, stroke, dash, opacity } = shape
      const box = { x: px(x), y: px(y), width: px(width), height: px(height) }
      return svgElement('rect', { ...box, fill, stroke, 'stroke-dasharray': dash?.join(' '), opacity })
    }
    case 'line': {
      const { x1, y1, x2, y2, stroke, width = 1, dash } = shape
      const line = { d: `M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}`, stroke, 'stroke-width': width }
      return svgElement('path', { ...line, 'stroke-dasharray': dash?.join(' ') })
    }
    case 'polygon':
      return svgElement('path', { d: `${runPath(shape.points)}Z`, fill: shape.fill, opacity: shape.opacity })
    case 'circle': {
      const { x, y, radius, fill, stroke } = shape
      const edge = stroke === undefined ? {} : { stroke, 'stroke-width': HOLLOW_EDGE }
      return svgElement('circle', { cx: px(x), cy: px(y), r: radius, fill, ...edge })
    }
    case 'curve': {
      const d = shape.runs
        .filter(run => run.length > 1)
        .map(runPath)
        .join('')
      const { stroke, width, dash } = shape
      const line = { d, fill: 'none', stroke, 'stroke-width': width, 'stroke-linejoin': 'round' }
      return svgElement('path', { ...line, 'stroke-dasharray': dash?.join(' ') })
    }
    case 'text': {
      const { x, y, text, fill, bold, align, halo } = shape
      const around = halo === undefined ? {} : { stroke: halo, 'stroke-width': 5, 'paint-order': 'stroke' }
      const how = { 'font-weight': bold === true ? 600 : undefined, 'text-anchor': ANCHOR[align ?? 'left'] }
      return svgElement('text', { x: px(x), y: px(y + TEXT_MIDDLE), fill, ...how, ...around }, [text])
    }
  }
}

const ANCHOR = { left: undefined, center: 'middle', right: 'end' } as const
/** From the middle of a line of text to its baseline: readers of SVG do not agree on `dominant-baseline`. */
const TEXT_MIDDLE = 4.2

function runPath(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${px(x)} ${px(y)}`).join('L')}`
}

function px(pixels: number): string {
  return String(Math.round(pixels * 10) / 10)
}

/** Pictures with more marks than this are written in fewer elements. */
const MANY = 400

/**
 * The same with less text where there are many marks: rectangles of one look become one path, and one that would lie in
 * the same half pixel as another of its look is left out. They come first, so that texts and lines stay readable.
 */
export function compactSvg(shapes: readonly Shape[]): SvgElement[] {
  if (shapes.length <= MANY) return shapesSvg(shapes)
  const looks = new Map<string, { readonly look: Parameters<typeof svgElement>[1]; readonly boxes: Set<string> }>()
  const rest: Shape[] = []
  for (const shape of shapes) {
    if (shape.kind !== 'rect') {
      rest.push(shape)
      continue
    }
    const { x, y, width, height, fill, stroke, dash, opacity } = shape
    const look = { fill, stroke, 'stroke-dasharray': dash?.join(' '), opacity }
    const key = JSON.stringify(look)
    const group = looks.get(key) ?? { look, boxes: new Set() }
    const [left, wide] = width < 0.5 ? [Math.round(x * 2) / 2, 0.5] : [x, width]
    group.boxes.add(`M${px(left)} ${px(y)}h${px(wide)}v${px(height)}h${px(-wide)}z`)
    looks.set(key, group)
  }
  const paths = [...looks.values()].map(({ look, boxes }) => svgElement('path', { d: [...boxes].join(''), ...look }))
  return [...paths, ...shapesSvg(rest)]
}

/** The shapes, moved. */
export function movedShapes(shapes: readonly Shape[], dx: number, dy: number): Shape[] {
  const at = ([x, y]: Point): Point => [x + dx, y + dy]
  return shapes.map((shape): Shape => {
    switch (shape.kind) {
      case 'rect':
      case 'circle':
      case 'text':
        return { ...shape, x: shape.x + dx, y: shape.y + dy }
      case 'line':
        return { ...shape, x1: shape.x1 + dx, x2: shape.x2 + dx, y1: shape.y1 + dy, y2: shape.y2 + dy }
      case 'polygon':
        return { ...shape, points: shape.points.map(at) }
      case 'curve':
        return { ...shape, runs: shape.runs.map(run => run.map(at)) }
    }
  })
}
