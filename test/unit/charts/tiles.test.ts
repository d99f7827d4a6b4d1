import { describe, expect, it } from 'vitest'
import type { Shape } from '../../../src/charts/drawing.ts'
import { tilesCaption, tilesHeight, tilesPicture, tilesShapes, type TilesFigure } from '../../../src/charts/tiles.ts'
import { present } from '../../helpers/present.ts'
import { ROLES } from './chart-roles.ts'

const WIDTH = 780

/** Four by two tiles, two of them not finished. */
const GROWING: TilesFigure = { columns: 4, owners: [1, 2, 2, 0, 1, 9, 0, 1], costs: [], workers: 9 }

function shapesOf<K extends Shape['kind']>(shapes: readonly Shape[], kind: K): Extract<Shape, { kind: K }>[] {
  return shapes.filter((shape): shape is Extract<Shape, { kind: K }> => shape.kind === kind)
}

/** Of the image, without the key at its right. */
function imageOf<K extends Shape['kind']>(figure: TilesFigure, kind: K) {
  return shapesOf(tilesShapes(figure, ROLES, WIDTH), kind).filter(shape => 'x' in shape && shape.x < 448)
}

function imageLines(figure: TilesFigure) {
  return shapesOf(tilesShapes(figure, ROLES, WIDTH), 'line').filter(({ x1 }) => x1 < 448)
}

describe('tiles that grow', () => {
  it('have the colour and the number of who computed them, and an outline where nobody has yet', () => {
    const rects = imageOf(GROWING, 'rect')
    const colours = rects.map(({ fill }) => fill).filter(fill => fill !== ROLES.page)
    expect(colours).toEqual(['w1', 'w2', 'w2', 'none', 'w1', 'w1', 'none', 'w1'])
    expect(imageOf(GROWING, 'text').map(({ text }) => text)).toEqual(['1', '2', '2', '1', '9', '1'])
  })

  it('stand where they are in the image, row by row, and do not overlap', () => {
    const places = imageOf(GROWING, 'rect')
      .filter(({ fill }) => fill.startsWith('w'))
      .map(({ x, y }) => [x, y])
    expect(places).toEqual([
      [0, 0],
      [112, 0],
      [224, 0],
      [0, 112],
      [112, 112],
      [336, 112],
    ])
  })

  it('are struck through from the ninth worker on, whose colour is that of the first', () => {
    const lines = imageLines(GROWING)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ x1: 112, y2: 112, stroke: 'page' })
  })

  it('have a pattern where numbers do not fit, another for each worker whose colour is another, and names in the key', () => {
    const owners = Array.from({ length: 64 * 64 }, (_, tile) => (tile < 16 ? tile + 1 : 0))
    const small: TilesFigure = { columns: 64, owners, costs: [], workers: 16 }
    expect(imageOf(small, 'text')).toEqual([])
    const patterns = Array.from({ length: 16 }, (_, worker) =>
      imageLines(small)
        .filter(({ x1, x2 }) => Math.floor(Math.min(x1, x2) / 7) === worker)
        .map(({ x1, y1, x2, y2, stroke }) => `${stroke} ${[x1 - worker * 7, y1, x2 - worker * 7, y2].join(' ')}`)
        .join(),
    )
    expect(new Set(patterns).size).toBe(16)
    const texts = shapesOf(tilesShapes(small, ROLES, WIDTH), 'text').map(({ text }) => text)
    expect(texts.slice(0, 5)).toEqual(['tiles', 'T1', '1', 'T2', '1'])
  })

  it('say how far they are, also before the first frame', () => {
    expect(tilesCaption(GROWING)).toMatch(/^6 of 8 tiles; a tile has/)
    expect(tilesCaption({ ...GROWING, columns: 0, owners: [] })).toMatch(/^a tile has/)
    expect(tilesShapes({ ...GROWING, columns: 0, owners: [] }, ROLES, WIDTH).length).toBeGreaterThan(0)
  })

  it('fit into the room that they ask for, and into narrow ones', () => {
    for (const width of [320, 780, 2000]) {
      const shapes = shapesOf(tilesShapes(GROWING, ROLES, width), 'rect')
      const bottom = Math.max(...shapes.map(({ y, height }) => y + height))
      expect(bottom).toBeLessThanOrEqual(tilesHeight(GROWING))
      expect(Math.max(...shapes.map(({ x, width: own }) => x + own))).toBeLessThanOrEqual(width)
    }
  })
})

describe('the picture of an image that is done', () => {
  const map = {
    trial: 4,
    columns: 2,
    owners: [1, 2, 2, 2],
    finishedMillis: [40, 5, 20, 30],
    costs: [1, 0.25, 0.25, 0.5],
  }

  it('tells of each worker its tiles, its share of the work and when it was done', () => {
    const { caption, finding, table } = tilesPicture(map, 'dynamic', 3)
    expect(caption).toMatch(/^trial 5, 4 of 4 tiles; /)
    expect(finding).toBe(
      'T1 1 tile, 50.0\u202f% of the work; T2 3 tiles, 50.0\u202f% of the work; T3 0 tiles, 0\u202f% of the work',
    )
    expect(table.rows).toEqual([
      ['T1', '1', '50.0\u202f%', '40.0\u202fms'],
      ['T2', '3', '50.0\u202f%', '30.0\u202fms'],
      ['T3', '0', '0\u202f%', 'none'],
    ])
  })

  it('is fuller where a tile took more', () => {
    const rects = shapesOf(tilesPicture(map, 'dynamic', 2).shapes(ROLES, WIDTH), 'rect')
    const [first, second, , fourth] = rects.filter(({ fill }) => fill.startsWith('w'))
    const opacities = [first, second, fourth].map(rect => present(rect, 'a tile').opacity)
    expect(opacities).toEqual([1, expect.closeTo(0.5875), expect.closeTo(0.725)])
  })
})
