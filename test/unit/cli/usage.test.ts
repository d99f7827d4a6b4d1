import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { errorLine } from '../../../src/base/errors.ts'
import { assign, assignments, collected, once, usageError } from '../../../src/cli/usage.ts'
import { labErrorOf } from '../../helpers/lab-error-of.ts'

describe('--set', () => {
  it('takes names and values apart at the first equals sign', () => {
    expect([...assignments(['workers=4', 'note=a=b', 'empty='])]).toEqual([
      ['workers', '4'],
      ['note', 'a=b'],
      ['empty', ''],
    ])
  })

  it('keeps names as they are, prototype names among them', () => {
    expect([...assignments(['__proto__=1', 'constructor=2'])]).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ])
  })

  it.each(['workers', '=4', '', '='])('refuses "%s", which has no name or no value', pair => {
    const { code, message } = labErrorOf(() => assignments([pair]))
    expect(code).toBe('USAGE')
    expect(message).toContain(`"${pair}"`)
  })

  it('refuses the same name twice, naming both values', () => {
    const { code, message } = labErrorOf(() => assignments(['workers=4', 'workers=5']))
    expect(code).toBe('USAGE')
    expect(message).toMatch(/workers.*"4".*"5"/)
  })

  it('refuses a name that an option has set before, even to nothing', () => {
    const values = new Map([['workers', '']])
    expect(labErrorOf(() => assign(values, 'workers', '2')).code).toBe('USAGE')
  })
})

describe('options', () => {
  it('take a value once', () => {
    expect(once('--seed')('7', undefined)).toBe('7')
    expect(labErrorOf(() => once('--seed')('8', '7'))).toMatchObject({ code: 'USAGE' })
    expect(labErrorOf(() => once('--seed')('', ''))).toMatchObject({ code: 'USAGE' })
  })

  it('collect values in their order', () => {
    expect(collected('b', collected('a'))).toEqual(['a', 'b'])
  })
})

describe("commander's complaints", () => {
  function complaint(message: string): string {
    return errorLine(usageError(new CommanderError(1, 'commander.any', message), new Command('interleave')))
  }

  it('become errors of our own form', () => {
    const line = complaint("error: unknown option '--bogus'")
    expect(line).toMatch(/^error\[USAGE\]: unknown option '--bogus'; allowed: .+; try: interleave --help$/)
  })

  it('keep what commander suggests', () => {
    expect(complaint("error: unknown option '--worker'\n(Did you mean --workers?)")).toMatch(/; try: --workers$/)
    expect(complaint("error: unknown command 'lis'\n(Did you mean one of list, run?)")).toMatch(/; try: list, run$/)
  })

  it('keep what stands after a line break in what was typed', () => {
    const line = complaint("error: unknown option '--two\nlines'")
    expect(line).toContain("'--two\\u000alines'")
    expect(line).not.toContain('\n')
  })

  it('are cut where what was typed is very long', () => {
    expect(complaint(`error: unknown option '--${'a'.repeat(10_000)}'`)).not.toContain('a'.repeat(201))
  })
})
