import { describe, expect, it } from 'vitest'
import { memoryMap } from '../../scripts/generate/memory-map.ts'
import { parseLesson, textsModule } from '../../scripts/generate/texts.ts'
import { experiments } from '../../src/engine/experiments/index.ts'
import { read } from './checkout.ts'

describe('generated files are what npm run generate makes of the sources', () => {
  it('keeps the memory map current', () => {
    expect(read('docs/memory-map.md')).toBe(memoryMap(experiments))
  })

  it('keeps lessons and shown sources current', () => {
    expect(read('src/engine/experiments/texts.ts')).toBe(textsModule(experiments))
  })

  it('refuses a lesson that lacks a part', () => {
    const lesson = read('src/engine/experiments/lost-update/lesson.md')
    expect(() => parseLesson(lesson.replace('## How likely', '## Odds'), 'lesson.md')).toThrow('"## How likely"')
    expect(() => parseLesson(`${lesson}\n## More\n\ntext\n`, 'lesson.md')).toThrow('no more')
  })
})
