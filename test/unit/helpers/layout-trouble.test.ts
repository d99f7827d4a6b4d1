import { describe, expect, it } from 'vitest'
import { i32, layout, type AnyLayout, type MapRow } from '../../../src/engine/memory/layout.ts'
import { layoutTrouble } from '../../helpers/layout-trouble.ts'

const notes = { writers: 'the test', access: 'atomic', doc: 'for the test' } as const
const sound = layout('sound', { word: i32(notes) })

function broken(rows: readonly Partial<MapRow>[], byteLength = 256): AnyLayout {
  const row: MapRow = { path: 'row', kind: 'i32', offset: 0, length: 1, stride: 0, copies: 1, notes }
  return { ...sound, byteLength, rows: rows.map(change => ({ ...row, ...change })) }
}

describe('layoutTrouble', () => {
  it('finds none where there is none', () => {
    expect(layoutTrouble(sound)).toEqual([])
  })

  it.each([
    ['misaligned', broken([{ kind: 'f64', offset: 4 }])],
    ['outside', broken([{ offset: 256 }])],
    ['overlaps', broken([{ kind: 'f64', offset: 0 }, { offset: 4 }])],
    ['shares a line', broken([{ stride: 64, copies: 2 }])],
    ['shares a line', broken([{ offset: 0 }, { offset: 4, stride: 128, copies: 2 }])],
    ['not whole lines', broken([{ offset: 0 }], 100)],
  ])('names words that are %s', (what, layoutInTrouble) => {
    expect(layoutTrouble(layoutInTrouble).join('; ')).toContain(what)
  })
})
