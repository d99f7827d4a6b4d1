import { describe, expect, it } from 'vitest'
import { parseBenchOptions } from '../../bench/options.ts'

describe('the command line of the bench', () => {
  it('measures at length and prints a table unless told otherwise', () => {
    expect(parseBenchOptions([])).toEqual({ quick: false, json: false, write: false, only: [] })
  })

  it('takes its switches in any order', () => {
    expect(parseBenchOptions(['--json', '--quick'])).toEqual({ quick: true, json: true, write: false, only: [] })
  })

  it('takes parts of the names of rows, but not for the page of all rows', () => {
    expect(parseBenchOptions(['--only=Executor', '--only=sums']).only).toEqual(['executor', 'sums'])
    expect(() => parseBenchOptions(['--write', '--only=sums'])).toThrow('it goes without --only')
    expect(() => parseBenchOptions(['--only='])).toThrow('there is no option "--only="')
  })

  it.each(['', 'quick', '--quick=1', '--fast', '-q', '--'])('refuses "%s"', arg => {
    expect(() => parseBenchOptions([arg])).toThrow(`there is no option "${arg}"`)
  })

  it('refuses a switch given twice', () => {
    expect(() => parseBenchOptions(['--quick', '--quick'])).toThrow('--quick is given twice')
  })
})
