import { block, i32, layout, type Bound } from '../../memory/layout.ts'

/** What became of something that was handed to a task, and what there is to say about it. */
export const WORDS = ['not tried', 'works', 'copies', 'throws', 'absent'] as const
export type CellWord = (typeof WORDS)[number]

const MOST_CHARS = 160

/** One cell of the grid, written by the caller. */
export const cellLayout = layout('cell', {
  word: i32({ writers: 'the caller', access: 'single writer', doc: 'what became of it, as cells.ts numbers it' }),
  text: block(MOST_CHARS, {
    writers: 'the caller',
    access: 'single writer',
    doc: 'what there is to say, in UTF-16, ended by 0',
  }),
})

type Cell = Bound<typeof cellLayout.fields>

export function writeCell({ word, text }: Cell, what: CellWord, more = ''): void {
  word.store(WORDS.indexOf(what))
  const length = Math.min(more.length, MOST_CHARS - 1)
  for (let at = 0; at < length; at++) text.items[at] = more.charCodeAt(at)
  text.items[length] = 0
}

export function wordOf({ word }: Cell): CellWord {
  return WORDS[word.load()] ?? 'not tried'
}

/** The word and what there is to say: `throws: it cannot be cloned`. */
export function readCell(cell: Cell): string {
  const { items } = cell.text
  const more = String.fromCharCode(...items.subarray(0, items.indexOf(0)))
  return more === '' ? wordOf(cell) : `${wordOf(cell)}: ${more}`
}
