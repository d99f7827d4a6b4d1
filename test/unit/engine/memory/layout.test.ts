import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_WORKERS } from '../../../../src/contract/limits.ts'
import {
  f64,
  floats,
  i32,
  layout,
  LINE_BYTES,
  perWorker,
  type Field,
  type FieldNotes,
} from '../../../../src/engine/memory/layout.ts'
import { labErrorOf } from '../../../helpers/lab-error-of.ts'
import { layoutTrouble } from '../../../helpers/layout-trouble.ts'
import { present } from '../../../helpers/present.ts'

const notes: FieldNotes = { writers: 'the test', access: 'atomic', doc: 'for the test' }

const nested = layout('inner', { low: i32(notes), high: f64(notes) })

function offsetsOf(rows: readonly { readonly path: string; readonly offset: number }[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ path, offset }) => [path, offset]))
}

describe('layout', () => {
  it('packs scalars in the order given, each aligned to its size', () => {
    const { rows, byteLength } = layout('packed', { a: i32(notes), b: f64(notes), c: i32(notes), d: i32(notes) })
    expect(offsetsOf(rows)).toEqual({ a: 0, b: 8, c: 16, d: 20 })
    expect(byteLength).toBe(LINE_BYTES)
  })

  it('gives a field with ownLine a line that nothing else touches', () => {
    const { rows, byteLength } = layout('own', { a: i32(notes), b: i32({ ...notes, ownLine: true }), c: i32(notes) })
    expect(offsetsOf(rows)).toEqual({ a: 0, b: 128, c: 256 })
    expect(byteLength).toBe(384)
  })

  it('gives floats side by side lines of their own, each aligned', () => {
    const declared = layout('moments', { a: i32(notes), at: floats(20, notes), b: i32(notes) })
    expect(offsetsOf(declared.rows)).toEqual({ a: 0, 'at[i]': 128, b: 384 })
    expect(declared.rows.find(({ path }) => path === 'at[i]')).toMatchObject({ kind: 'f64', length: 20 })
    expect(layoutTrouble(declared)).toEqual([])
    const buffer = new SharedArrayBuffer(declared.byteLength)
    declared.bind(buffer, 0).at.items[19] = 0.5
    expect(new Float64Array(buffer)[(128 + 19 * 8) / 8]).toBe(0.5)
  })

  it('starts and ends nested layouts and per-worker fields on lines of their own', () => {
    const { rows } = layout('mixed', {
      before: i32(notes),
      inner: nested,
      between: i32(notes),
      own: perWorker(i32(notes)),
      after: i32(notes),
    })
    expect(offsetsOf(rows)).toEqual({
      before: 0,
      'inner.low': 128,
      'inner.high': 136,
      between: 256,
      'own[w]': 384,
      after: 384 + MAX_WORKERS * LINE_BYTES,
    })
  })

  it('gives every worker a stride of whole lines: 128 bytes where that is enough', () => {
    const { rows } = layout('strides', {
      small: perWorker(i32(notes)),
      large: perWorker(layout('large', { a: i32({ ...notes, ownLine: true }), b: f64(notes) })),
    })
    expect(rows.map(({ path, stride, copies }) => ({ path, stride, copies }))).toEqual([
      { path: 'small[w]', stride: 128, copies: MAX_WORKERS },
      { path: 'large[w].a', stride: 256, copies: MAX_WORKERS },
      { path: 'large[w].b', stride: 256, copies: MAX_WORKERS },
    ])
  })

  it('keeps all words aligned, apart and inside, whatever is declared', () => {
    const scalar = fc
      .tuple(fc.boolean(), fc.boolean())
      .map(([wide, ownLine]) => (wide ? f64({ ...notes, ownLine }) : i32({ ...notes, ownLine })))
    const group = fc
      .array(scalar, { minLength: 1, maxLength: 6 })
      .map(fields => layout('group', Object.fromEntries(fields.map((field, at) => [`g${String(at)}`, field]))))
    const field: fc.Arbitrary<Field> = fc.oneof(scalar, group, scalar.map(perWorker), group.map(perWorker))
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), fields => {
        const made = layout('any', Object.fromEntries(fields.map((one, at) => [`f${String(at)}`, one])))
        expect(layoutTrouble(made)).toEqual([])
      }),
      { numRuns: 50 },
    )
  })

  it('refuses to declare no memory', () => {
    const error = labErrorOf(() => layout('empty', {}))
    expect(error.code).toBe('INTERNAL')
    expect(error.message).toContain('empty')
  })
})

describe("a layout's hash", () => {
  const base = layout('hashed', { a: i32(notes), b: f64(notes) })

  it.each([
    ['the name', layout('renamed', { a: i32(notes), b: f64(notes) })],
    ['a field name', layout('hashed', { a: i32(notes), c: f64(notes) })],
    ['a type', layout('hashed', { a: i32(notes), b: i32(notes) })],
    ['the order', layout('hashed', { b: f64(notes), a: i32(notes) })],
    ['a place', layout('hashed', { a: i32(notes), b: f64({ ...notes, ownLine: true }) })],
    ['an access', layout('hashed', { a: i32({ ...notes, access: 'racy' }), b: f64(notes) })],
    ['a further field', layout('hashed', { a: i32(notes), b: f64(notes), c: i32(notes) })],
    ['copies per worker', layout('hashed', { a: i32(notes), b: perWorker(f64(notes)) })],
  ])('changes with %s', (_what, other) => {
    expect(other.hash).not.toBe(base.hash)
  })

  it('changes with what a nested layout declares', () => {
    const inner = (access: FieldNotes['access']) => layout('inner', { low: i32({ ...notes, access }) })
    expect(layout('outer', { inner: inner('racy') }).hash).not.toBe(layout('outer', { inner: inner('atomic') }).hash)
  })

  it('stays when only words of explanation change', () => {
    const reworded = layout('hashed', {
      a: i32({ ...notes, doc: 'other words', writers: 'us', unit: 's' }),
      b: f64(notes),
    })
    expect(reworded.hash).toBe(base.hash)
  })

  it('is the same in every process: eight hex digits', () => {
    expect(base.hash).toMatch(/^[0-9a-f]{8}$/)
    expect(layout('hashed', { a: i32(notes), b: f64(notes) }).hash).toBe(base.hash)
  })
})

describe('bind', () => {
  const declared = layout('bound', {
    word: i32(notes),
    figure: f64(notes),
    inner: nested,
    own: perWorker(i32(notes)),
    each: perWorker(nested),
  })
  const START = 256

  it('gives handles onto exactly the bytes that the rows describe', () => {
    const buffer = new SharedArrayBuffer(START + declared.byteLength)
    const words = declared.bind(buffer, START)
    const view = new DataView(buffer)
    const writes: [path: string, worker: number, write: (value: number) => void][] = [
      ['word', 0, value => words.word.store(value)],
      ['figure', 0, value => (words.figure.value = value)],
      ['inner.low', 0, value => words.inner.low.store(value)],
      ['inner.high', 0, value => (words.inner.high.value = value)],
      ...[0, 1, MAX_WORKERS - 1].flatMap((worker): typeof writes => [
        ['own[w]', worker, value => words.own.of(worker).store(value)],
        ['each[w].low', worker, value => words.each.of(worker).low.store(value)],
        ['each[w].high', worker, value => (words.each.of(worker).high.value = value)],
      ]),
    ]
    for (const [index, [path, worker, write]] of writes.entries()) {
      const value = 1000 + index
      write(value)
      const row = present(declared.rows.find(candidate => candidate.path === path))
      const at = START + row.offset + worker * row.stride
      const found = row.kind === 'i32' ? view.getInt32(at, true) : view.getFloat64(at, true)
      expect({ path, worker, found }).toEqual({ path, worker, found: value })
    }
  })

  it('touches nothing before its offset', () => {
    const buffer = new SharedArrayBuffer(START + declared.byteLength)
    const words = declared.bind(buffer, START)
    words.word.store(-1)
    words.own.of(MAX_WORKERS - 1).store(-1)
    expect(new Uint8Array(buffer, 0, START).every(byte => byte === 0)).toBe(true)
  })

  it('names a word to other workers by its byte address in the region', () => {
    const buffer = new SharedArrayBuffer(START + declared.byteLength)
    const { own } = declared.bind(buffer, START)
    const row = present(declared.rows.find(({ path }) => path === 'own[w]'))
    expect(own.of(3).address).toBe(START + row.offset + 3 * LINE_BYTES)
  })

  it('throws a named error for a worker that cannot exist', () => {
    const { own } = declared.bind(new SharedArrayBuffer(declared.byteLength), 0)
    for (const worker of [-1, MAX_WORKERS, 0.5, Number.NaN]) {
      const error = labErrorOf(() => own.of(worker))
      expect(error.code).toBe('INTERNAL')
      expect(error.message).toContain(String(worker))
    }
    expect(own.first(3)).toHaveLength(3)
    expect(own.first(3)[2]).toBe(own.of(2))
  })

  it('reads and writes one word as an i32, plainly or atomically', () => {
    const { word } = declared.bind(new SharedArrayBuffer(declared.byteLength), 0)
    word.store(2 ** 31)
    expect(word.load()).toBe(-(2 ** 31))
    word.cell[0] = 41
    word.cell[0]++
    expect(word.load()).toBe(42)
    expect(word.cell).toHaveLength(1)
  })
})
