import type { GlossaryEntry } from './glossary.ts'

/** The small part of Markdown that lessons are written in, as a tree. What is not understood stays text. */
export type Block =
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly parts: readonly Inline[] }
  /** A word that the glossary explains. No mark makes it: `withTerms` finds it in what is read already. */
  | { readonly kind: 'term'; readonly text: string; readonly entry: GlossaryEntry }

/** Paragraphs, lists by `-`, and text that is indented by four columns as it stands. */
export function parseMarkdown(source: string): Block[] {
  return source
    .split(/\n[ \t]*\n/)
    .filter(chunk => chunk.trim() !== '')
    .reduce<Block[]>((blocks, chunk) => {
      const block = parseBlock(chunk.replace(/\s+$/, ''))
      const before = blocks.at(-1)
      // A blank line inside an indented block belongs to it.
      if (block.kind === 'code' && before?.kind === 'code') {
        blocks[blocks.length - 1] = { kind: 'code', text: `${before.text}\n\n${block.text}` }
      } else blocks.push(block)
      return blocks
    }, [])
}

function parseBlock(chunk: string): Block {
  const lines = chunk.split('\n').filter((line, index) => index > 0 || line.trim() !== '')
  if (lines.every(line => /^(?: {4}|\t)|^\s*$/.test(line))) {
    return { kind: 'code', text: lines.map(line => line.replace(/^(?: {4}|\t)/, '')).join('\n') }
  }
  if (/^[-*] /.test(lines[0] ?? '')) {
    const items: string[] = []
    for (const line of lines) {
      const item = /^[-*] (.*)$/.exec(line)?.[1]
      if (item === undefined) items.push(`${items.pop() ?? ''} ${line.trim()}`)
      else items.push(item)
    }
    return { kind: 'list', items: items.map(parseInline) }
  }
  return { kind: 'paragraph', text: parseInline(lines.map(line => line.trim()).join(' ')) }
}

// Code first: inside it nothing else means anything. An underscore within a word is part of the word.
const MARKED = /`([^`]+)`|\*\*(.+?)\*\*|(?<![\p{L}\p{N}])_([^_]+)_(?![\p{L}\p{N}])|\*([^*\s][^*]*)\*/u

/** Inline marks of one line of text. */
export function parseInline(text: string): Inline[] {
  const found = MARKED.exec(text)
  if (found === null) return text === '' ? [] : [{ kind: 'text', text }]
  const [whole, code, strong, low, star] = found
  const inner = strong ?? low ?? star ?? ''
  const marked: Inline =
    code === undefined
      ? { kind: strong === undefined ? 'emphasis' : 'strong', parts: parseInline(inner) }
      : { kind: 'code', text: code }
  return [...parseInline(text.slice(0, found.index)), marked, ...parseInline(text.slice(found.index + whole.length))]
}
