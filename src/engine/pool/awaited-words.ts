import type { ResourceKind } from '../../contract/wait-graph.ts'
import { Word } from '../memory/cells.ts'
import type { AnyLayout } from '../memory/layout.ts'
import { ADDRESS_BITS, TIMED } from '../sync/native/waiting.ts'
import { ownerIn, primitiveName, waitablesOf, type Waitable } from '../sync/waitables.ts'
import { levelsOf, type AwaitedLevel } from './awaited-levels.ts'

/** What a worker says that it waits for. */
export interface Awaited {
  readonly forWord: string
  /** 0-based worker that owns it; null where nobody does, or nobody can. */
  readonly owner: number | null
  /** The wait has a time limit. */
  readonly timed: boolean
  /** Not there where nothing is known of the word but its name. */
  readonly kind?: ResourceKind
  /** Of semaphores and channels. */
  readonly level?: AwaitedLevel
}

interface NamedRange {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Names the words that workers wait for, by their addresses. */
export class AwaitedWords {
  readonly #buffer: SharedArrayBuffer
  readonly #waitables: ReadonlyMap<number, Waitable>
  readonly #levels: ReadonlyMap<number, () => AwaitedLevel>
  /** For words that no primitive waits for. */
  readonly #ranges: readonly NamedRange[]

  /** @param offset where the experiment's layout lies, bytes */
  constructor(buffer: SharedArrayBuffer, layout: AnyLayout, offset: number) {
    this.#buffer = buffer
    this.#waitables = new Map(waitablesOf(layout, offset).map(waitable => [waitable.address, waitable]))
    this.#levels = levelsOf(buffer, layout, offset)
    this.#ranges = layout.rows.flatMap(({ path, offset: own, stride, copies, length }) =>
      Array.from({ length: copies }, (_, copy) => ({
        name: primitiveName(path, copy),
        from: offset + own + copy * stride,
        to: offset + own + copy * stride + length * 4,
      })),
    )
  }

  /** @param published a `waitingFor` word; 0 = none */
  of(published: number): Awaited | null {
    const address = published & ADDRESS_BITS
    if (address === 0) return null
    const timed = (published & TIMED) !== 0
    const waitable = this.#waitables.get(address)
    if (waitable === undefined) return { forWord: this.#nameOf(address), owner: null, timed }
    const owner = ownerIn(waitable, new Word(this.#buffer, address).load())
    const level = this.#levels.get(address)
    return {
      forWord: waitable.name,
      owner: owner < 0 ? null : owner,
      timed,
      kind: waitable.kind,
      ...(level === undefined ? {} : { level: level() }),
    }
  }

  #nameOf(address: number): string {
    const range = this.#ranges.find(({ from, to }) => address >= from && address < to)
    return range?.name ?? `the word at ${String(address)}`
  }
}
