import { expect, it } from 'vitest'
import { Prng } from '../../../../src/base/prng.ts'
import { StateTable } from '../../../../src/engine/explore/state-table.ts'

it('numbers rows in the order in which they come, and knows each again, exactly', () => {
  const prng = new Prng(1)
  const table = new StateTable()
  const known = new Map<string, number>()
  const rows: Int32Array[] = []
  let wrong = 0
  for (let turn = 0; turn < 60_000; turn++) {
    const length = 1 + prng.nextBelow(6)
    const row = Int32Array.from({ length }, () => prng.nextBelow(9) - 4)
    const key = row.join()
    const id = table.add(row, length)
    if (id !== (known.get(key) ?? known.size)) wrong++
    if (!known.has(key)) rows.push(row)
    known.set(key, id)
  }
  expect(wrong).toBe(0)
  expect(table.size).toBe(known.size)
  expect(table.size).toBeGreaterThan(20_000)
  const read = new Int32Array(6)
  for (const [id, row] of rows.entries()) {
    if (read.subarray(0, table.read(id, read)).join() !== row.join()) wrong++
  }
  expect(wrong).toBe(0)
})

it('tells a row from a longer one that begins like it', () => {
  const table = new StateTable()
  const row = Int32Array.of(1, 2, 0, 0)
  expect(table.add(row, 2)).toBe(0)
  expect(table.add(row, 3)).toBe(1)
  expect(table.add(row, 2)).toBe(0)
})

it('tells rows apart that have the same hash', () => {
  const table = new StateTable()
  const rows = 400_000
  // So many distinct rows have about 18 pairs with the same 32-bit hash.
  const row = new Int32Array(2)
  const prng = new Prng(2)
  for (let index = 0; index < rows; index++) {
    row[0] = prng.nextU32()
    row[1] = index
    table.add(row, 2)
  }
  expect(table.size).toBe(rows)
})
