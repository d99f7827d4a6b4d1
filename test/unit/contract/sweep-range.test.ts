import { describe, expect, it } from 'vitest'
import { parseOver, parseShard, rangeOf } from '../../../src/contract/sweep-range.ts'
import { labErrorOf } from '../../helpers/lab-error-of.ts'

describe('what a sweep is over', () => {
  it.each([
    ['workers=1,2,4', ['1', '2', '4']],
    ['workers=1..4', [1, 2, 3, 4]],
    ['workers=1..10:3', [1, 4, 7, 10]],
    ['workers=1..9:3', [1, 4, 7]],
    ['hold=0.1..0.5:0.1', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['hold=-1..1:1', [-1, 0, 1]],
    ['test=sb,mp', ['sb', 'mp']],
    ['test=sb', ['sb']],
    ['additions=1e3..3e3:1e3', [1000, 2000, 3000]],
  ])('%s', (text, values) => {
    expect(parseOver(text).values).toEqual(values)
  })

  it.each([
    ['workers', 'USAGE'],
    ['=1..4', 'USAGE'],
    ['workers=', 'USAGE'],
    ['workers=1,,2', 'BAD_VALUE'],
    ['workers=4..1', 'BAD_VALUE'],
    ['workers=1..4:0', 'BAD_VALUE'],
    ['workers=1..4:-1', 'BAD_VALUE'],
    ['workers=1..1e9', 'BAD_VALUE'],
    ['workers=1..1e999', 'BAD_VALUE'],
  ])('is not %s', (text, code) => {
    const error = labErrorOf(() => parseOver(text))
    expect(error.code).toBe(code)
    expect(error.hints.allowed).toBeTruthy()
    expect(error.hints.suggestion).toBeTruthy()
  })

  it('says how many points there would be', () => {
    expect(labErrorOf(() => rangeOf('workers', 0, 512, 1)).message).toContain('513 points')
    expect(rangeOf('workers', 1, 512, 1)).toHaveLength(512)
  })
})

describe('a part of a sweep', () => {
  it('is one of so many, from 1', () => {
    expect(parseShard('1/1')).toEqual({ index: 1, of: 1 })
    expect(parseShard('3/8')).toEqual({ index: 3, of: 8 })
  })

  it.each(['0/4', '5/4', '1/0', '1/513', '-1/2', '1/2/3', 'a/b', '1', '', '1.5/2', '١/٢'])('is not %j', text => {
    expect(labErrorOf(() => parseShard(text)).code).toBe('BAD_VALUE')
  })
})
