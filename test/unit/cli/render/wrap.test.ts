import { describe, expect, it } from 'vitest'
import { wrap } from '../../../../src/cli/render/wrap.ts'

describe('wrapped text', () => {
  it('breaks at spaces and fills lines up to the width', () => {
    expect(wrap('one two three four', 9)).toEqual(['one two', 'three', 'four'])
    expect(wrap('one two three four', 13)).toEqual(['one two three', 'four'])
  })

  it('keeps a line that just fits', () => {
    expect(wrap('one two', 7)).toEqual(['one two'])
    expect(wrap('one two', 6)).toEqual(['one', 'two'])
  })

  it('gives a word that is too long a line of its own, whole', () => {
    expect(wrap('a incomprehensibilities b', 5)).toEqual(['a', 'incomprehensibilities', 'b'])
  })

  it('is one empty line for no text', () => {
    expect(wrap('', 10)).toEqual([''])
  })

  it('loses no word', () => {
    const text = 'the quick brown fox jumps over the lazy dog'
    for (let width = 1; width < 50; width++) expect(wrap(text, width).join(' ')).toBe(text)
  })
})
