import type { AnyLayout } from '../../src/engine/memory/layout.ts'
import { WAITING_OFFSET, waitingLayout } from '../../src/engine/sync/waiting.ts'
import { WORDS_OFFSET } from '../helpers/sync-memory.ts'
import { CONTEST_OFFSET, controlLayout } from './contest.ts'

/** Items of a block that are worth reading. */
const SHOWN_ITEMS = 16

/** Every word of a contest by name, for the message of a failure. */
export function dump(buffer: SharedArrayBuffer, contest: AnyLayout, workers: number): string {
  const i32s = new Int32Array(buffer)
  const f64s = new Float64Array(buffer)
  const parts = [
    { layout: waitingLayout, offset: WAITING_OFFSET },
    { layout: controlLayout, offset: WORDS_OFFSET },
    { layout: contest, offset: CONTEST_OFFSET },
  ]
  const lines = parts.flatMap(({ layout, offset }) =>
    layout.rows.flatMap(({ path, kind, offset: own, length, stride, copies }) =>
      Array.from({ length: Math.min(copies, workers) }, (_, copy) => {
        const at = offset + own + copy * stride
        const name = path.replace('[w]', `[${copy}]`)
        if (length === 1) return `${name} @${at} = ${kind === 'i32' ? String(i32s[at >> 2]) : String(f64s[at >> 3])}`
        const items = i32s.subarray(at >> 2, (at >> 2) + Math.min(length, SHOWN_ITEMS))
        return `${name} @${at} = ${[...items].join(' ')}${length > SHOWN_ITEMS ? ' …' : ''}`
      }),
    ),
  )
  return lines.join('\n')
}
