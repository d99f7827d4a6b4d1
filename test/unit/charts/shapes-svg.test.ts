import { init, use } from 'echarts/core'
import { CustomChart } from 'echarts/charts'
import { SVGRenderer } from 'echarts/renderers'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawingOption, type Shape } from '../../../src/charts/drawing.ts'
import { movedShapes, shapesSvg } from '../../../src/charts/shapes-svg.ts'
import { svgText } from '../../../src/charts/svg-tree.ts'
import { ROLES } from './chart-roles.ts'

const SHAPES: Shape[] = [
  { kind: 'rect', x: 1.04, y: 2, width: 30, height: 4, fill: '#111111', opacity: 0.5 },
  { kind: 'rect', x: 40, y: 2, width: 5, height: 4, fill: 'none', stroke: '#222222', dash: [2, 3] },
  { kind: 'line', x1: 0, x2: 90, y1: 20.5, y2: 20.5, stroke: '#333333', width: 2, dash: [5, 4] },
  { kind: 'polygon', points: [[1, 1], [9, 1], [5, 8]], fill: '#444444' }, // prettier-ignore
  { kind: 'polygon', points: [[1, 1], [9, 1], [5, 8]], fill: '#484848', opacity: 0.2 }, // prettier-ignore
  { kind: 'circle', x: 50, y: 60, radius: 4, fill: '#555555' },
  { kind: 'circle', x: 50, y: 60, radius: 4, fill: '#ffffff', stroke: '#585858' },
  { kind: 'curve', runs: [[[0, 0], [10, 5]]], stroke: '#5f5f5f', width: 1.5, dash: [7, 4] }, // prettier-ignore
  { kind: 'curve', runs: [[[0, 0], [10, 5], [20, 0]], [[30, 1]], [[40, 2], [50, 3]]], stroke: '#666666', width: 1.4 }, // prettier-ignore
  { kind: 'text', x: 60, y: 70, text: 'a < b & "c"', fill: '#777777', bold: true, align: 'right', halo: '#ffffff' },
]

/** What a reader of SVG paints: colour, place and pattern of each mark, whatever element draws it. */
function marksOf(svg: string): string[] {
  return [...svg.matchAll(/<(path|rect|circle|polygon|text)([^>]*)>([^<]*)/g)].flatMap(
    ([, tag = '', attributes = '', text = '']) => {
      const value = (name: string): string => new RegExp(`[ "]${name}="([^"]*)"`).exec(attributes)?.[1] ?? ''
      const [fill, stroke] = [value('fill'), value('stroke')]
      const paint = fill === '' || fill === 'none' ? stroke : fill
      if (!paint.startsWith('#')) return []
      const dash = value('stroke-dasharray').replaceAll(' ', ',')
      const anchor = tag === 'text' ? `${value('text-anchor')} ${text}` : ''
      const edge = tag !== 'text' && stroke.startsWith('#') ? stroke : ''
      const opacity = value('fill-opacity') || value('opacity')
      return [[paint, edge, dash, anchor, opacity, bold(attributes)].join('|')]
    },
  )
}

function bold(attributes: string): string {
  return /font-weight="600"|font: ?600/.test(attributes) ? 'bold' : ''
}

describe('shapes as SVG', () => {
  beforeAll(() => {
    use([CustomChart, SVGRenderer])
  })

  it('are the marks that ECharts draws of the same shapes on the server, in its order', () => {
    const chart = init(null, null, { renderer: 'svg', ssr: true, width: 100, height: 100 })
    chart.setOption(drawingOption(SHAPES, ROLES))
    const theirs = marksOf(chart.renderToSVGString())
    chart.dispose()
    expect(theirs).toHaveLength(SHAPES.length)
    expect(marksOf(shapesSvg(SHAPES).map(svgText).join(''))).toEqual(theirs)
  })

  it('carry their look in attributes alone, which no policy of a page forbids', () => {
    const text = shapesSvg(SHAPES).map(svgText).join('')
    expect(text).not.toMatch(/style|class|<script|href|url\(|ecmeta/)
    expect(text).toContain('a &lt; b &amp; &quot;c&quot;')
  })

  it('keep their distances when they are moved', () => {
    const moved = shapesSvg(movedShapes(SHAPES, 10, -5)).map(svgText)
    expect(moved[0]).toContain('x="11" y="-3" width="30" height="4"')
    expect(moved[2]).toContain('d="M10 15.5L100 15.5"')
    expect(moved[3]).toContain('d="M11 -4L19 -4L15 3Z"')
    expect(moved[8]).toContain('d="M10 -5L20 0L30 -5M50 -3L60 -2"')
  })
})
