import { formatCount } from '../base/units.ts'
import type { BoundAxis } from '../contract/run-document.ts'
import { textWidth } from './drawing.ts'

/** One mark of the bound axis, placed: its line, and where its value and its reason are written. */
export interface PlacedMark {
  readonly value: string
  readonly caption: string
  readonly bound: boolean
  /** Of the line. */
  readonly x: number
  readonly align: 'left' | 'center' | 'right'
  /** Where the text is aligned to. */
  readonly textX: number
  /** 0 = right under the axis; each further level is one pair of lines lower. */
  readonly level: number
}

/** Pixels between two labels that stand beside one another. */
const APART = 10

/**
 * Places the labels of an axis from `left` to `right`: the ends inwards, the others centred on their line. A label that
 * would touch one already placed goes a level down; none is dropped.
 */
export function placeMarks(axis: BoundAxis, left: number, right: number): PlacedMark[] {
  const placed: (PlacedMark & { readonly from: number; readonly to: number })[] = []
  const boundsFirst = axis.marks.toSorted((a, b) => Number(b.bound) - Number(a.bound))
  for (const { value: at, caption, bound } of boundsFirst) {
    const value = formatCount(at)
    const x = placeOf(at, axis, left, right)
    const width = Math.max(textWidth(value, true), textWidth(caption))
    const align = x - left < width / 2 ? 'left' : right - x < width / 2 ? 'right' : 'center'
    const textX =
      align === 'center'
        ? x
        : align === 'left'
          ? Math.max(left, Math.min(x, right - width))
          : Math.min(right, Math.max(x, left + width))
    const from = align === 'left' ? textX : align === 'right' ? textX - width : textX - width / 2
    const to = from + width
    const taken = (level: number): boolean =>
      placed.some(other => other.level === level && from < other.to + APART && other.from < to + APART)
    let level = 0
    while (taken(level)) level += 1
    placed.push({ value, caption, bound, x, align, textX, level, from, to })
  }
  return placed.map(({ value, caption, bound, x, align, textX, level }) => ({
    value,
    caption,
    bound,
    x,
    align,
    textX,
    level,
  }))
}

/** Where a value between the bounds lies in pixels. An axis of one value has it at its right end. */
export function placeOf(value: number, { floor, ceiling }: BoundAxis, left: number, right: number): number {
  return ceiling > floor ? left + ((value - floor) / (ceiling - floor)) * (right - left) : right
}
