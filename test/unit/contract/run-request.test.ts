import { describe, expect, it } from 'vitest'
import { runRequestSchema } from '../../../src/contract/run-request.ts'

describe('a run request', () => {
  it('needs no more than an experiment', () => {
    expect(runRequestSchema.parse({ experiment: 'lost-update' })).toEqual({
      experiment: 'lost-update',
      variants: [],
      primitives: 'webassembly',
      save: true,
      preset: null,
      set: {},
    })
  })

  it('takes values as text or as numbers', () => {
    const set = { workers: '2', additions: 100 }
    expect(runRequestSchema.parse({ experiment: 'x', set }).set).toEqual(set)
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'lost-update'],
    ['no experiment', {}],
    ['an experiment that is no text', { experiment: 1 }],
    ['a field nobody knows', { experiment: 'x', varients: [] }],
    ['variants as one text', { experiment: 'x', variants: 'mutex' }],
    ['variants that are no texts', { experiment: 'x', variants: [1] }],
    ['a preset that is a number', { experiment: 'x', preset: 2 }],
    ['a nested value', { experiment: 'x', set: { workers: { is: 2 } } }],
    ['a value that is a list', { experiment: 'x', set: { workers: [2] } }],
    ['a value that is a boolean', { experiment: 'x', set: { workers: true } }],
    ['NaN', { experiment: 'x', set: { workers: Number.NaN } }],
    ['Infinity', { experiment: 'x', set: { workers: Number.POSITIVE_INFINITY } }],
  ])('is refused when it is or has %s', (_what, request) => {
    expect(runRequestSchema.safeParse(request).success).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'toString'])('never drops the parameter name %s without a word', name => {
    const request: unknown = JSON.parse(`{ "experiment": "x", "set": { "${name}": "1" } }`)
    const parsed = runRequestSchema.safeParse(request)
    if (parsed.success) expect(Object.keys(parsed.data.set)).toEqual([name])
    expect({}).not.toHaveProperty('1')
  })
})
