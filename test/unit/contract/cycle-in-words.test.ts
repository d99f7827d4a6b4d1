import { describe, expect, it } from 'vitest'
import { cycleInWords, resourceName } from '../../../src/contract/cycle-in-words.ts'

describe('the name of a resource', () => {
  it.each([
    ['fork[1]', 'fork 2'],
    ['gate', 'gate'],
    ['table.reader[2]', 'table reader 3'],
    ['rows[0].cells[9]', 'rows 1 cells 10'],
  ])('%s is spoken as "%s"', (path, spoken) => {
    expect(resourceName(path)).toBe(spoken)
  })
})

describe('a circle of waits in words', () => {
  it('goes from its first worker back to it', () => {
    const cycle = [
      { worker: 0, waitsFor: 'fork[1]' },
      { worker: 1, waitsFor: 'fork[0]' },
    ]
    expect(cycleInWords(cycle)).toBe('T1 -> fork 2 -> T2 -> fork 1 -> T1')
    expect(cycleInWords([{ worker: 2, waitsFor: 'gate' }])).toBe('T3 -> gate -> T3')
    expect(cycleInWords([])).toBe('')
  })
})
