import type { GlossaryEntry } from '../../../contract/glossary.ts'
import type { Block, Inline } from '../../../contract/lesson-markdown.ts'

/**
 * The same texts with what the glossary explains marked as terms, each entry once, where the texts first come to it. Words
 * are matched whole, in the singular or the plural, large or small; of several that begin at one place the longest counts.
 * Code is left alone.
 */
export function withTerms(texts: readonly (readonly Block[])[], glossary: readonly GlossaryEntry[]): Block[][] {
  const entryByForm = new Map(
    glossary.flatMap(entry => entry.words.flatMap(formsOf).map(form => [form, entry] as const)),
  )
  const forms = [...entryByForm.keys()].toSorted((a, b) => b.length - a.length).map(literally)
  // A hyphen is part of a word: "re-acquire" is not "acquire".
  const words = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${forms.join('|')})(?![\\p{L}\\p{N}_-])`, 'giu')
  const met = new Set<GlossaryEntry>()

  const inText = (text: string): Inline[] => {
    const parts: Inline[] = []
    let done = 0
    for (const { 0: found, index } of text.matchAll(words)) {
      const entry = entryByForm.get(found.toLowerCase())
      if (entry === undefined || met.has(entry)) continue
      met.add(entry)
      if (index > done) parts.push({ kind: 'text', text: text.slice(done, index) })
      parts.push({ kind: 'term', text: found, entry })
      done = index + found.length
    }
    if (done < text.length) parts.push({ kind: 'text', text: text.slice(done) })
    return parts
  }

  const inParts = (parts: readonly Inline[]): Inline[] =>
    parts.flatMap((part): Inline[] => {
      switch (part.kind) {
        case 'text':
          return inText(part.text)
        case 'strong':
        case 'emphasis':
          return [{ kind: part.kind, parts: inParts(part.parts) }]
        case 'code':
        case 'term':
          return [part]
      }
    })

  const inBlock = (block: Block): Block => {
    switch (block.kind) {
      case 'paragraph':
        return { kind: 'paragraph', text: inParts(block.text) }
      case 'list':
        return { kind: 'list', items: block.items.map(inParts) }
      case 'code':
        return block
    }
  }

  return texts.map(blocks => blocks.map(inBlock))
}

/** Singular and plural. Of a verb these are two forms of the present: "acquire", "acquires". */
function formsOf(word: string): string[] {
  if (/[^aeiou]y$/.test(word)) return [word, `${word.slice(0, -1)}ies`]
  return [word, /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`]
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
