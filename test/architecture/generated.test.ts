import { describe, expect, it } from 'vitest'
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
})
