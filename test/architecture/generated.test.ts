import { describe, expect, it } from 'vitest'
import { glossaryModule, parseGlossary } from '../../scripts/generate/glossary.ts'
import { memoryMap } from '../../scripts/generate/memory-map.ts'
import { parseLesson, textsModule } from '../../scripts/generate/texts.ts'
import { wasmModule } from '../../scripts/generate/wasm-module.ts'
import { texts } from '../../src/engine/experiments/texts.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { read } from './checkout.ts'

describe('generated files are what npm run generate makes of the sources', () => {
  it('keeps the memory map current', () => {
    expect(read('docs/memory-map.md')).toBe(memoryMap(experiments))
  })

  it('keeps lessons and shown sources current', () => {
    expect(read('src/engine/experiments/texts.ts')).toBe(textsModule(experiments))
  })

  it('keeps the glossary of the lessons current', () => {
    expect(read('src/renderer/components/lab/glossary.ts')).toBe(glossaryModule())
  })

  it('keeps the compiled primitives current, byte for byte', () => {
    expect(read('src/engine/sync/native/bytes.ts')).toBe(wasmModule())
  })

  it('marks the lines of a kernel that do the work: the bodies of its innermost loops', () => {
    const hot = Object.entries(texts['lost-update']?.sources ?? {}).map(([variant, { code, firstLine, hotLines }]) => {
      const lines = code.split('\n')
      return [variant, hotLines.map(line => lines[line - firstLine]?.trim())]
    })
    expect(Object.fromEntries(hot)).toMatchObject({
      'plain-increment': ['for (let i = 0; i < times; i++) total[0]++'],
      'atomic-load-store': [
        'const seen = Atomics.load(total, 0)',
        'Atomics.store(total, 0, seen + 1)',
        'const seen = Atomics.load(total, 0)',
        'amplify(knobs, context)',
        'Atomics.store(total, 0, seen + 1)',
      ],
      mutex: ['gate.acquire()', 'total[0]++', 'gate.release()'],
    })
  })

  it('refuses a lesson that lacks a part', () => {
    const lesson = read('src/engine/experiments/lost-update/lesson.md')
    expect(() => parseLesson(lesson.replace('## How likely', '## Odds'), 'lesson.md')).toThrow('"## How likely"')
    expect(() => parseLesson(`${lesson}\n## More\n\ntext\n`, 'lesson.md')).toThrow('no more')
  })

  describe('the glossary', () => {
    const parse = (entries: string, ...everyday: string[]) =>
      parseGlossary(`# Glossary\n\nWhat it is.\n\n${entries}`, new Set(everyday))

    it('explains a term, and the bold words of its definition that have no entry of their own', () => {
      expect(
        parse('**acquire**: to become the **holder**.\n**Release** ends it.\n\n**holder**: who has it.\n'),
      ).toEqual([
        {
          term: 'acquire',
          words: ['acquire', 'release'],
          definition: 'to become the **holder**. **Release** ends it.',
        },
        { term: 'holder', words: ['holder'], definition: 'who has it.' },
      ])
    })

    it('looks for a term without its remark, and leaves a reference to what it refers to', () => {
      expect(parse('**order (of steps)**: a **schedule**.\n\n**schedule**: see _order_.')).toEqual([
        { term: 'order (of steps)', words: ['order', 'schedule'], definition: 'a **schedule**.' },
      ])
    })

    it('leaves everyday words to everyday', () => {
      expect(parse('**door**: a way in.\n\n**gate**: not **open**.', 'door', 'open').map(({ words }) => words)).toEqual(
        [['gate']],
      )
    })

    it('refuses what lessons could not explain', () => {
      expect(() => parse('gate: a door')).toThrow('found "gate: a door"')
      expect(() => parse('**gate**: a door.\n\n**gate**: a way.')).toThrow('"gate" is explained twice')
      expect(() => parse('**gate**: see _door_.')).toThrow('"gate" is said to be explained elsewhere')
      expect(() => parse('**gate**: a door.', 'way')).toThrow('"way" is no word of it')
    })
  })
})
