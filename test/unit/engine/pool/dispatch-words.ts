import type { PendingTask } from '../../../../src/engine/pool/dispatch/host-lane.ts'
import { bindDispatch, DISPATCH_BYTES, type DispatchWords } from '../../../../src/engine/pool/dispatch/lane.ts'
import { Slots, Word } from '../../../../src/engine/memory/cells.ts'

export type Lane = ReturnType<DispatchWords['lanes']['of']>

export interface DispatchMemory {
  readonly buffer: SharedArrayBuffer
  readonly words: DispatchWords
  readonly lane: Lane
}

/** The memory of a dispatch in which `tasks` tasks are over. */
export function dispatchMemory(tasks = 0): DispatchMemory {
  const buffer = new SharedArrayBuffer(DISPATCH_BYTES)
  const words = bindDispatch(buffer)
  const lane = words.lanes.of(0)
  lane.submitted.store(tasks)
  lane.finished.store(tasks)
  return { buffer, words, lane }
}

/** The same words as one side sees them, some of them watched or lying. */
export function seen({ words, lane }: DispatchMemory, own: Partial<Lane>, bell: Word = words.bell): DispatchWords {
  return { bell, lanes: new Slots([{ ...lane, ...own }]) }
}

/** A real word that calls `before` ahead of each atomic step on it. */
export class Watched extends Word {
  readonly #before: (step: 'load' | 'store') => void

  constructor(buffer: SharedArrayBuffer, { address }: Word, before: (step: 'load' | 'store') => void) {
    super(buffer, address)
    this.#before = before
  }

  override load(): number {
    this.#before('load')
    return super.load()
  }

  override store(value: number): void {
    this.#before('store')
    super.store(value)
  }
}

/** A word of a broken twin: what it says is not what it holds. */
export class Lying extends Word {
  readonly #lie: (truth: number) => number

  constructor(buffer: SharedArrayBuffer, { address }: Word, lie: (truth: number) => number) {
    super(buffer, address)
    this.#lie = lie
  }

  override load(): number {
    return this.#lie(super.load())
  }
}

/** A task of the kind that comes first, and the promise of its end. */
export function pendingTask(a = 1, kind = 0): { readonly task: PendingTask; readonly end: Promise<number> } {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  return { task: { name: 'first', kind, a, b: 0, resolve, reject }, end: promise }
}
