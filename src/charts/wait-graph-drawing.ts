import { textWidth } from './drawing.ts'
import type { ChartRoles } from './roles.ts'
import { svgElement, svgText, type SvgElement } from './svg-tree.ts'
import type { GraphEdge, GraphNode, WaitGraph } from './wait-for-graph.ts'
import { CIRCLE, DIAMOND, SQUARE } from './wait-graph-routes.ts'

/** Colours as values in a file, as custom properties on the page. */
export type Paint = Readonly<Record<'page' | 'ink' | 'ink2' | 'ink3' | 'bad', string>>

/** What a reader has picked out: everything else steps back. */
export interface Lit {
  readonly nodes: ReadonlySet<string>
  readonly edges: ReadonlySet<string>
}

export interface GraphMarks {
  readonly edges: readonly { readonly edge: GraphEdge; readonly drawn: SvgElement }[]
  readonly nodes: readonly { readonly node: GraphNode; readonly drawn: SvgElement }[]
  readonly texts: readonly SvgElement[]
}

const FADED = 0.22
const HALO = 5
const LINE = 17
/** From the middle of a mark to the name beside it. */
const BESIDE = 28

/** The picture in the order in which its parts lie on one another: lines, marks, words. */
export function graphMarks(graph: WaitGraph, paint: Paint, lit: Lit | null): GraphMarks {
  const faded = (isLit: boolean): number | undefined => (lit === null || isLit ? undefined : FADED)
  // What is proved lies over what is not.
  const edges = graph.edges
    .filter(({ quiet, key }) => !quiet || lit?.edges.has(key) === true)
    .toSorted((a, b) => Number(a.proved) - Number(b.proved))
  return {
    edges: edges.map(edge => ({ edge, drawn: edgeMark(edge, paint, faded(lit?.edges.has(edge.key) ?? true)) })),
    nodes: graph.nodes.map(node => ({ node, drawn: nodeMark(node, paint, faded(lit?.nodes.has(node.key) ?? true)) })),
    texts: graph.closings.map(({ x, y, text }) => words(text, x, y, paint.ink3, paint, { anchor: 'start' })),
  }
}

/** The node that the lines of `key` lead to and come from, and those lines. */
export function litAround(graph: WaitGraph, key: string): Lit {
  const edges = graph.edges.filter(({ from, to }) => from === key || to === key)
  return {
    nodes: new Set([key, ...edges.flatMap(({ from, to }) => [from, to])]),
    edges: new Set(edges.map(e => e.key)),
  }
}

/** The picture as an SVG file that opens anywhere: colours are values, nothing is referred to. */
export function graphSvg(graph: WaitGraph, roles: ChartRoles, title: string): string {
  const { edges, nodes, texts } = graphMarks(graph, roles, null)
  const head = 26
  const width = Math.max(graph.width, 480)
  const below = linesOf([...graph.caption.split(' · '), notDrawnWords(graph)], width - 12)
  const height = graph.height + 2 * head + (below.length - 1) * LINE
  const inside = [
    svgElement('title', {}, [title]),
    svgElement('desc', {}, [graph.finding]),
    svgElement('rect', { width, height, fill: roles.page }),
    svgElement('text', { x: 6, y: 18, fill: roles.ink, 'font-weight': 600 }, [title]),
    svgElement('g', { transform: `translate(0 ${String(head)})` }, [
      ...edges.map(({ drawn }) => drawn),
      ...nodes.map(({ node, drawn }) => titled(drawn, node)),
      ...texts,
    ]),
    ...below.map((line, index) =>
      svgElement('text', { x: 6, y: graph.height + 2 * head - 8 + index * LINE, fill: roles.ink3 }, [line]),
    ),
  ]
  const root = svgElement(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${String(width)} ${String(height)}`,
      'font-family': roles.sans,
      'font-size': 12,
    },
    inside,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svgText(root)}\n`
}

/** The parts in as few lines as they fit into. */
function linesOf(parts: readonly string[], width: number): string[] {
  const lines: string[] = []
  for (const part of parts.filter(one => one !== '')) {
    const longer = `${lines.at(-1) ?? ''} · ${part}`
    if (lines.length > 0 && textWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines
}

/** "232 locks that nobody holds or waits for are not drawn."; empty where all are. */
export function notDrawnWords({ notDrawn, nodes }: WaitGraph): string {
  if (notDrawn === 0) return ''
  const locks = nodes.every(({ kind }) => kind === 'worker' || kind === 'lock')
  const [thing, are] = notDrawn === 1 ? ['', 'is'] : ['s', 'are']
  return `${String(notDrawn)} ${locks ? 'lock' : 'resource'}${thing} that nobody holds or waits for ${are} not drawn.`
}

function titled(drawn: SvgElement, { words }: GraphNode): SvgElement {
  return { ...drawn, children: [svgElement('title', {}, [words]), ...drawn.children] }
}

function edgeMark({ kind, route, timed, proved }: GraphEdge, paint: Paint, opacity: number | undefined): SvgElement {
  const colour = proved ? paint.bad : paint.ink3
  const { x, y, towards } = route.tip
  const end = kind === 'waits' ? arrow(x, y, towards, proved ? 13 : 9, colour) : dot(x, y, towards, proved, colour)
  return svgElement('g', { opacity }, [
    svgElement('path', {
      d: route.path,
      fill: 'none',
      stroke: colour,
      'stroke-width': proved ? 3 : 1.5,
      'stroke-dasharray': timed ? '5 4' : undefined,
    }),
    end,
  ])
}

function arrow(x: number, y: number, [dx, dy]: readonly [number, number], length: number, fill: string): SvgElement {
  const [bx, by] = [x - dx * length, y - dy * length]
  const [sx, sy] = [-dy * length * 0.5, dx * length * 0.5]
  const d = `M${at(x, y)}L${at(bx + sx, by + sy)}L${at(bx - sx, by - sy)}Z`
  return svgElement('path', { d, fill })
}

function dot(x: number, y: number, [dx, dy]: readonly [number, number], bold: boolean, fill: string): SvgElement {
  const r = bold ? 4.5 : 3.5
  return svgElement('circle', { cx: px(x - dx * r), cy: px(y - dy * r), r, fill })
}

function nodeMark(node: GraphNode, paint: Paint, opacity: number | undefined): SvgElement {
  const { x, y, above, below, beside } = node
  // Words over the mark at the left edge begin at the edge.
  const middleOf = (text: string): number => Math.max(x, textWidth(text) / 2)
  return svgElement('g', { opacity }, [
    ...shapeOf(node, paint),
    ...(above === '' ? [] : [words(above, middleOf(above), y - 27, paint.ink2, paint, { anchor: 'middle' })]),
    ...(beside === '' ? [] : [words(beside, x + BESIDE, y + 4.3, paint.ink2, paint, { anchor: 'start' })]),
    ...(below === '' ? [] : [words(below, middleOf(below), y + 31, paint.ink2, paint, { anchor: 'middle' })]),
  ])
}

function shapeOf({ kind, x, y, short, part, abandoned }: GraphNode, paint: Paint): SvgElement[] {
  const strong = part === 'cycle'
  const stroke = strong ? paint.ink : paint.ink3
  const line = { fill: paint.page, stroke, 'stroke-width': strong ? 2 : 1.5 }
  const name = (fill: string, dy = 0): SvgElement => plainText(short, x, y + dy, fill)
  switch (kind) {
    case 'worker': {
      const broken = abandoned ? { stroke: paint.bad, 'stroke-width': 2, 'stroke-dasharray': '7 5' } : {}
      const circle = svgElement('circle', { cx: x, cy: y, r: CIRCLE, ...line, ...broken })
      return abandoned ? [circle, cross(x - 14, y - 14, paint), name(paint.ink)] : [circle, name(paint.ink)]
    }
    case 'lock':
      return [square(x, y, { fill: stroke }), name(paint.page)]
    case 'semaphore': {
      const lid = svgElement('path', { d: `M${at(x - SQUARE, y + 8)}H${px(x + SQUARE)}`, stroke, 'stroke-width': 1.5 })
      return [square(x, y, line), lid, name(paint.ink, -4)]
    }
    case 'signal': {
      const d = `M${at(x, y - DIAMOND)}L${at(x + DIAMOND, y)}L${at(x, y + DIAMOND)}L${at(x - DIAMOND, y)}Z`
      return [svgElement('path', { d, ...line }), name(paint.ink)]
    }
  }
}

function square(x: number, y: number, look: Readonly<Record<string, string | number>>): SvgElement {
  return svgElement('rect', { x: px(x - SQUARE), y: px(y - SQUARE), width: 2 * SQUARE, height: 2 * SQUARE, ...look })
}

/** On a plate: it must be seen over the circle's own line. */
function cross(x: number, y: number, paint: Paint): SvgElement {
  const d = `M${at(x - 4, y - 4)}L${at(x + 4, y + 4)}M${at(x + 4, y - 4)}L${at(x - 4, y + 4)}`
  return svgElement('g', {}, [
    svgElement('circle', { cx: px(x), cy: px(y), r: 8, fill: paint.page }),
    svgElement('path', { d, fill: 'none', stroke: paint.bad, 'stroke-width': 2 }),
  ])
}

function plainText(text: string, x: number, y: number, fill: string): SvgElement {
  const attributes = { x: px(x), y: px(y + 4.3), fill, 'text-anchor': 'middle', 'font-weight': 600 }
  return svgElement('text', attributes, [text])
}

/** Words that lines may pass: they have a halo. */
function words(
  text: string,
  x: number,
  y: number,
  fill: string,
  paint: Paint,
  { anchor }: { readonly anchor: 'start' | 'middle' },
): SvgElement {
  const halo = { stroke: paint.page, 'stroke-width': HALO, 'stroke-linejoin': 'round', 'paint-order': 'stroke' }
  return svgElement('text', { x: px(x), y: px(y), fill, 'text-anchor': anchor, ...halo }, [text])
}

function at(x: number, y: number): string {
  return `${px(x)} ${px(y)}`
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}
