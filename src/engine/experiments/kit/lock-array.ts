import { Word, type Block } from '../../memory/cells.ts'
import { block, LINE_BYTES, type BlockField } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { RoleContext } from './role-context.ts'

const WORDS_PER_LINE = LINE_BYTES / 4

/** So many mutexes, each on a line of its own. They have no names: the wait-for graph does not know them. */
export function lockArray(length: number): BlockField {
  return block(length * WORDS_PER_LINE, {
    writers: 'acquirers, holders, waiters',
    access: 'atomic',
    doc: 'lock words, one per line, as in a mutex',
  })
}

/** A worker's handles on the first `length` of them. */
export function locksIn(array: Block, length: number, context: RoleContext): readonly Mutex[] {
  return Array.from({ length }, (_, index) => {
    return new Mutex({ word: new Word(array.items.buffer, array.address + index * LINE_BYTES) }, context)
  })
}
