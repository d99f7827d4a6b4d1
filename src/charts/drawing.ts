import type { EChartsCoreOption } from 'echarts/core'
import type { CustomSeriesRenderItemReturn } from 'echarts'
import type { ChartRoles } from './roles.ts'

/**
 * Charts are first a list of shapes in pixels, which tests can read, and then one ECharts series that draws them. One
 * series for a whole figure is what keeps 64 strips as cheap as one.
 */
export type Shape =
  | {
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly fill: string
      /** Of a hollow or edged one. */
      readonly stroke?: string
      /** Of its edge. */
      readonly dash?: readonly number[]
      /** From 0 to 1. */
      readonly opacity?: number
    }
  | {
      readonly kind: 'line'
      readonly x1: number
      readonly y1: number
      readonly x2: number
      readonly y2: number
      readonly stroke: string
      readonly width?: number
      readonly dash?: readonly number[]
    }
  | {
      readonly kind: 'polygon'
      readonly points: readonly Point[]
      readonly fill: string
      /** From 0 to 1. */
      readonly opacity?: number
    }
  | {
      readonly kind: 'circle'
      readonly x: number
      readonly y: number
      readonly radius: number
      readonly fill: string
      /** Of a hollow one. */
      readonly stroke?: string
    }
  /** A curve with gaps: each run of points is a line of its own. */
  | {
      readonly kind: 'curve'
      readonly runs: readonly (readonly Point[])[]
      readonly stroke: string
      readonly width: number
      readonly dash?: readonly number[]
    }
  | {
      readonly kind: 'text'
      readonly x: number
      /** Of the middle of its line. */
      readonly y: number
      readonly text: string
      readonly fill: string
      readonly bold?: boolean
      readonly align?: 'left' | 'center' | 'right'
      /** Set where marks may lie under the text. */
      readonly halo?: string
    }

export type Point = readonly [x: number, y: number]

const FONT_PIXELS = 12
/** Of a hollow circle. */
export const HOLLOW_EDGE = 1.8

/** The ECharts option that draws the shapes as they are, in their order. */
export function drawingOption(shapes: readonly Shape[], roles: ChartRoles): EChartsCoreOption {
  const children = shapes.map(shape => elementOf(shape, roles))
  return {
    animation: false,
    series: [
      {
        type: 'custom',
        coordinateSystem: 'none',
        silent: true,
        animation: false,
        data: [0],
        renderItem: (): CustomSeriesRenderItemReturn => ({ type: 'group', children }),
      },
    ],
  }
}

type Element = NonNullable<CustomSeriesRenderItemReturn>

// ECharts merges a new element into the one that stood at its place: whatever a style does not say would stay.
const PLAIN = { fill: 'none', stroke: 'none', lineWidth: 1, lineDash: 'solid', opacity: 1 } as const

function elementOf(shape: Shape, roles: ChartRoles): Element {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill, stroke = 'none', opacity = 1, dash } = shape
      const lineDash = dashOf(dash)
      return { type: 'rect', shape: { x, y, width, height }, style: { ...PLAIN, fill, stroke, opacity, lineDash } }
    }
    case 'line': {
      const { x1, y1, x2, y2, stroke, width = 1, dash } = shape
      const lineDash = dashOf(dash)
      return { type: 'line', shape: { x1, y1, x2, y2 }, style: { ...PLAIN, stroke, lineWidth: width, lineDash } }
    }
    case 'polygon':
      return {
        type: 'polygon',
        shape: { points: shape.points.map(([x, y]) => [x, y]) },
        style: { ...PLAIN, fill: shape.fill, opacity: shape.opacity ?? 1 },
      }
    case 'circle':
      return {
        type: 'circle',
        shape: { cx: shape.x, cy: shape.y, r: shape.radius },
        style: { ...PLAIN, fill: shape.fill, stroke: shape.stroke ?? 'none', lineWidth: HOLLOW_EDGE },
      }
    case 'curve':
      return {
        type: 'path',
        shape: { pathData: pathOf(shape.runs) },
        style: {
          ...PLAIN,
          stroke: shape.stroke,
          lineWidth: shape.width,
          lineJoin: 'round',
          lineDash: dashOf(shape.dash),
        },
      }
    case 'text': {
      const { x, y, text, fill, bold = false, align = 'left', halo } = shape
      const font = `${bold ? '600' : '400'} ${String(FONT_PIXELS)}px ${roles.sans}`
      const around = { stroke: halo ?? 'none', lineWidth: halo === undefined ? 0 : 5 }
      return { type: 'text', style: { x, y, text, fill, font, align, verticalAlign: 'middle', ...around } }
    }
  }
}

function dashOf(dash: readonly number[] | undefined): 'solid' | number[] {
  return dash === undefined ? 'solid' : [...dash]
}

function pathOf(runs: readonly (readonly Point[])[]): string {
  return runs
    .filter(run => run.length > 1)
    .map(run => `M${run.map(([x, y]) => `${tenth(x)} ${tenth(y)}`).join('L')}`)
    .join('')
}

function tenth(pixels: number): string {
  return String(Math.round(pixels * 10) / 10)
}

/** A place for a one-pixel line that falls on one row of pixels, not on halves of two. */
export function crisp(pixels: number): number {
  return Math.round(pixels - 0.5) + 0.5
}

/**
 * About how wide a text is, for placing labels side by side. Wide system fonts decide: a little too wide is a gap, too
 * narrow is an overlap.
 */
export function textWidth(text: string, bold = false): number {
  // Narrow spaces that group digits are about a quarter of a digit.
  const narrow = text.match(/[\u202f.,:il ]/g)?.length ?? 0
  return Math.ceil((text.length - narrow) * (bold ? 7.6 : 7) + narrow * 3.6)
}

/** Words in the middle of a coloured place, on a plate: no colour may decide whether they can be read. */
export function onPlate(text: string, x: number, y: number, height: number, roles: ChartRoles): Shape[] {
  const width = textWidth(text, true) + 4
  return [
    { kind: 'rect', x: x - width / 2, y: y - height / 2, width, height, fill: roles.page },
    { kind: 'text', x, y, text, fill: roles.ink, bold: true, align: 'center' },
  ]
}
