import { Word } from '../memory/cells.ts'
import type { AnyLayout, MapRow } from '../memory/layout.ts'

/** Permits that are out, or items that are inside, and how many there can be. */
export interface AwaitedLevel {
  readonly used: number
  readonly of: number
}

/**
 * The levels of the semaphores and channels of a layout, each by the addresses that workers wait for.
 * @param offset where the layout lies, bytes
 */
export function levelsOf(
  buffer: SharedArrayBuffer,
  layout: AnyLayout,
  offset: number,
): ReadonlyMap<number, () => AwaitedLevel> {
  const rows = new Map(layout.rows.map(row => [row.path, row]))
  const addressOf = (row: MapRow, copy: number): number => offset + row.offset + copy * row.stride
  const reading = (path: string, copy: number): (() => number) | null => {
    const row = rows.get(path)
    if (row === undefined) return null
    const word = new Word(buffer, addressOf(row, copy))
    return () => word.load()
  }
  const entries = layout.rows.flatMap(row => {
    return Array.from({ length: row.copies }, (_, copy) => {
      const level = levelAt(row, path => reading(path, copy))
      return level === null ? [] : [[addressOf(row, copy), level] as const]
    }).flat()
  })
  return new Map(entries)
}

function levelAt(
  { path, notes }: MapRow,
  reading: (path: string) => (() => number) | null,
): (() => AwaitedLevel) | null {
  if (notes.waitable === 'semaphore') {
    const free = reading(path)
    const limit = reading(path.replace(/permits$/, 'limit'))
    return free === null || limit === null ? null : () => ({ used: limit() - free(), of: limit() })
  }
  const queue = /^(.+)\.not(Full|Empty)\.sequence$/.exec(path)?.[1]
  if (queue === undefined) return null
  const count = reading(`${queue}.count`)
  const capacity = reading(`${queue}.capacity`)
  return count === null || capacity === null ? null : () => ({ used: count(), of: capacity() })
}
