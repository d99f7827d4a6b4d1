import { describe, expect, it } from 'vitest'
import { pythonName, pythonsInWords } from '../../../src/contract/python-in-words.ts'

const python = { version: '3.14.0', source: 'uv', freeThreadedBuild: false, gilEnabled: true }
const free = { ...python, freeThreadedBuild: true, gilEnabled: false }

describe('the name of a Python', () => {
  it('says whether it runs with a GIL where that is a question', () => {
    expect(pythonName(python)).toBe('CPython 3.14.0')
    expect(pythonName(free)).toBe('CPython 3.14.0, free-threaded')
    expect(pythonName({ ...free, gilEnabled: true })).toBe('CPython 3.14.0, free-threaded build with its GIL on')
  })
})

describe('Pythons in words', () => {
  it('say how to get what is missing, and only that', () => {
    const lines = (found: (typeof python)[]) => pythonsInWords({ found, leftOut: [] }).map(({ name }) => name)
    expect(lines([])).toEqual(['CPython 3.6 or newer'])
    expect(lines([python])).toEqual(['CPython 3.14.0', 'free-threaded CPython'])
    expect(lines([python, free])).toEqual(['CPython 3.14.0', 'CPython 3.14.0, free-threaded'])
  })

  it('say why one is left out', () => {
    const leftOut = [{ name: 'CPython 2.7.18', source: 'PATH', why: 'too old' }]
    expect(pythonsInWords({ found: [python, free], leftOut }).at(-1)).toEqual({
      ok: false,
      name: 'CPython 2.7.18',
      detail: 'found: PATH; left out: too old',
    })
  })
})
