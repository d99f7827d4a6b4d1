/** A schedule as lessons write it: a head, one line per step, columns set apart by spaces. */
export interface Schedule {
  /** Empty for a last column of remarks, which has no head. */
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Reads indented text as columns under the words of its first line; null if it is no such table. */
export function scheduleOf(text: string): Schedule | null {
  const [first = '', ...rest] = text.split('\n').filter(line => line.trim() !== '')
  const starts = [...first.matchAll(/\S+(?: \S+)*/g)].map(({ index }) => index)
  if (starts.length < 2 || rest.length === 0 || !first.includes('  ')) return null
  const heads = starts.map((start, column) => first.slice(start, starts[column + 1]).trim())
  // A word across the start of a column means that there are none.
  const straddles = rest.some(line => starts.some(start => /\S\S/.test(line.slice(Math.max(0, start - 1), start + 1))))
  if (straddles) return null
  const rows = rest.map(line => {
    const cells = starts.map((start, column) => line.slice(start, starts[column + 1]).trim())
    const [last = '', remark = ''] = (cells.pop() ?? '').split(/ {2,}/)
    return [...cells, last, remark]
  })
  if (rows.every(row => row.at(-1) === '')) return { heads, rows: rows.map(row => row.slice(0, -1)) }
  return { heads: [...heads, ''], rows }
}
