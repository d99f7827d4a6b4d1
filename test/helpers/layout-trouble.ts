import { LINE_BYTES, type AnyLayout } from '../../src/engine/memory/layout.ts'

const SIZES = { i32: 4, f64: 8 } as const

interface Word {
  readonly path: string
  readonly from: number
  readonly to: number
  readonly alignment: number
  /** The worker whose copy it is, -1 outside per-worker fields. */
  readonly worker: number
}

/**
 * What is wrong with where a layout's words lie: misaligned, overlapping, outside, or a worker's word on a line that
 * somebody else's word lies on. One sentence each; none when all is well.
 */
export function layoutTrouble({ rows, byteLength }: AnyLayout): string[] {
  const words = rows
    .flatMap(({ path, kind, offset, length, stride, copies }): Word[] =>
      Array.from({ length: copies }, (_, copy) => {
        const from = offset + copy * stride
        const to = from + SIZES[kind] * length
        const worker = copies > 1 ? copy : -1
        return { path: `${path} #${String(copy)}`, from, to, alignment: SIZES[kind], worker }
      }),
    )
    .toSorted((a, b) => a.from - b.from)

  const trouble = words.flatMap(({ path, from, to, alignment }) => [
    ...(from % alignment === 0 ? [] : [`${path} is misaligned at ${from}`]),
    ...(from >= 0 && to <= byteLength ? [] : [`${path} ends at ${to}, outside ${byteLength} bytes`]),
  ])
  for (const [index, word] of words.entries()) {
    const next = words[index + 1]
    if (next !== undefined && next.from < word.to) trouble.push(`${word.path} overlaps ${next.path}`)
  }
  const owners = new Map<number, Word>()
  for (const word of words) {
    const line = Math.floor(word.from / LINE_BYTES)
    const other = owners.get(line)
    if (other !== undefined && other.worker !== word.worker) {
      trouble.push(`${word.path} shares a line with ${other.path}`)
    }
    owners.set(line, word)
  }
  if (byteLength % LINE_BYTES !== 0) trouble.push(`${byteLength} bytes are not whole lines`)
  return trouble
}
