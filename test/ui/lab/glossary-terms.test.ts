import { describe, expect, it } from 'vitest'
import type { GlossaryEntry } from '../../../src/contract/glossary.ts'
import { glossary } from '../../../src/renderer/components/lab/glossary.ts'
import { withTerms } from '../../../src/renderer/components/lab/glossary-terms.ts'
import { parseInline, parseMarkdown, type Block, type Inline } from '../../../src/contract/lesson-markdown.ts'

function entry(...words: readonly [string, ...string[]]): GlossaryEntry {
  return { term: words[0], words, definition: `what ${words[0]} means.` }
}

const GLOSSARY = [entry('mutex'), entry('fair mutex'), entry('acquire', 'release'), entry('party'), entry('deadlock')]

/** The texts with what was marked in angle quotes, and other marks as they were. */
function marked(...sources: readonly string[]): string[] {
  return withTerms(sources.map(parseMarkdown), GLOSSARY).map(blocks => blocks.map(written).join('\n\n'))
}

function written(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inline(block.text)
    case 'list':
      return block.items.map(item => `- ${inline(item)}`).join('\n')
    case 'code':
      return block.text
  }
}

function inline(parts: readonly Inline[]): string {
  return parts
    .map(part => {
      switch (part.kind) {
        case 'text':
          return part.text
        case 'code':
          return `\`${part.text}\``
        case 'strong':
          return `**${inline(part.parts)}**`
        case 'emphasis':
          return `_${inline(part.parts)}_`
        case 'term':
          return `‹${part.text}›`
      }
    })
    .join('')
}

describe('the terms of a lesson', () => {
  it('are marked where the lesson first comes to them, once in all its parts', () => {
    expect(marked('a mutex, and a mutex', 'the mutex again, and a deadlock')).toEqual([
      'a ‹mutex›, and a mutex',
      'the mutex again, and a ‹deadlock›',
    ])
  })

  it('are marked once also where an entry explains two words', () => {
    expect(marked('release, then acquire')).toEqual(['‹release›, then acquire'])
  })

  it('are the longest that begin at a place, and what is inside of one is none', () => {
    expect(marked('a fair mutex, a fair mutex, a mutex')).toEqual(['a ‹fair mutex›, a fair mutex, a ‹mutex›'])
  })

  it('may stand in the plural, and begin a sentence', () => {
    expect(marked('Mutexes have two parties. T1 acquires.')).toEqual(['‹Mutexes› have two ‹parties›. T1 ‹acquires›.'])
  })

  it('may be broken over two lines', () => {
    expect(marked('a fair\nmutex')).toEqual(['a ‹fair mutex›'])
  })

  it('are whole words: no part of one, of a name, or of one with a hyphen', () => {
    const text = 'mutexed submutex re-acquire acquire-free a_mutex mutex2'
    expect(marked(text)).toEqual([text])
  })

  it('are not looked for in code', () => {
    expect(marked('`mutex`\n\n    mutex\n\n- **the `mutex`**')).toEqual(['`mutex`\n\nmutex\n\n- **the `mutex`**'])
  })

  it('are found in lists, in bold and in emphasis', () => {
    expect(marked('- **Take a mutex:** or\n- _acquire_ it')).toEqual(['- **Take a ‹mutex›:** or\n- _‹acquire›_ it'])
  })
})

describe('the glossary of lessons', () => {
  it('has words, and definitions of one paragraph with no mark left over', () => {
    expect(glossary.length).toBeGreaterThan(50)
    for (const { term, words, definition } of glossary) {
      expect(words.length, term).toBeGreaterThan(0)
      expect(parseMarkdown(definition), term).toEqual([{ kind: 'paragraph', text: parseInline(definition) }])
      expect(inline(parseInline(definition)).replaceAll(/\*\*\S(?:[^*]*\S)?\*\*|`[^`]+`/g, ''), term).not.toMatch(
        /[*`]/,
      )
    }
  })
})
