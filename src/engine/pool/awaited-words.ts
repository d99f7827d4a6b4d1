import { holderOf } from '../../base/lock-word.ts'
import { Word } from '../memory/cells.ts'
import type { AnyLayout } from '../memory/layout.ts'
import { ADDRESS_BITS, TIMED } from '../sync/native/waiting.ts'
import { primitiveName } from '../sync/waitables.ts'

/** What a worker says that it waits for. */
export interface Awaited {
  readonly forWord: string
  /** 0-based worker that owns it; null where nobody does, or nobody can. */
  readonly owner: number | null
  /** The wait has a time limit. */
  readonly timed: boolean
}

interface NamedRange {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly isOwned: boolean
}

/** Names the words that workers wait for, by their addresses. */
export class AwaitedWords {
  readonly #buffer: SharedArrayBuffer
  readonly #ranges: readonly NamedRange[]

  /** @param offset where the experiment's layout lies, bytes */
  constructor(buffer: SharedArrayBuffer, layout: AnyLayout, offset: number) {
    this.#buffer = buffer
    this.#ranges = layout.rows.flatMap(({ path, offset: own, stride, copies, length, notes: { lock } }) =>
      Array.from({ length: copies }, (_, copy) => ({
        name: primitiveName(path, copy),
        from: offset + own + copy * stride,
        to: offset + own + copy * stride + length * 4,
        // A reader's slot belongs to its worker; a barrier to nobody.
        isOwned: lock === 'mutex' || lock === 'fair-mutex',
      })),
    )
  }

  /** @param published a `waitingFor` word; 0 = none */
  of(published: number): Awaited | null {
    const address = published & ADDRESS_BITS
    if (address === 0) return null
    const range = this.#ranges.find(({ from, to }) => address >= from && address < to)
    const holder = range?.isOwned === true ? holderOf(new Word(this.#buffer, address).load()) : -1
    return {
      forWord: range?.name ?? `the word at ${String(address)}`,
      owner: holder < 0 ? null : holder,
      timed: (published & TIMED) !== 0,
    }
  }
}
