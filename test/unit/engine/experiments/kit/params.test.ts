import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  choice,
  commonParams,
  count,
  defaultOf,
  defaultWorkers,
  describeParam,
  hasValues,
  parseParam,
  seconds,
} from '../../../../../src/engine/experiments/kit/params.ts'
import { labErrorOf } from '../../../../helpers/lab-error-of.ts'

const machine = { cores: 4 }
const workers = count({ min: 1, max: 64, default: defaultWorkers, help: 'threads' })
const additions = count({ min: 1, max: 10_000_000, default: 100_000, unit: 'additions', help: 'each' })
const warmUp = count({ min: 0, max: 100, default: 1, help: 'before' })
const timeCap = seconds({ min: 0.1, max: 3600, default: 10, help: 'the longest' })
const gap = choice({
  choices: { none: 'nothing', yield: 'sleeps', spin: 'stays busy' },
  default: 'none',
  help: 'in between',
})

const NO_NUMBERS = [
  '',
  ' ',
  'abc',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '0b11',
  '1_000',
  '1,000',
  '1 000',
  ' 2',
  '2 ',
  '2\n',
  '--2',
  '1e',
  'e5',
  '.',
  '5.',
  '.5',
  '1e999',
  '-1e999',
  '１２',
  '٣',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '[object Object]',
  '2; rm -rf',
  '\u001b[2J2',
  '2\u0000',
  '\u202e2',
  '9'.repeat(100_000),
  'x'.repeat(1_000_000),
]

describe('parseParam of a count', () => {
  it.each(['0', '-1', '1.5', '1e9', '65', '1e-3', '9007199254740993', ...NO_NUMBERS])(
    'refuses %j in one sentence that names the parameter, what it allows and what was given',
    given => {
      const error = labErrorOf(() => parseParam('workers', workers, given, machine))
      expect(error.code).toBe('BAD_VALUE')
      expect(error.message).toMatch(/^workers must be a whole number from 1 to 64, got "/)
      expect(error.message.length).toBeLessThan(1300)
      expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
      expect(error.hints.allowed).toBe('a whole number from 1 to 64')
      expect(error.hints.suggestion).toContain('workers=3')
    },
  )

  it.each([0, -1, 1.5, 65, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the number %d', given => {
    const error = labErrorOf(() => parseParam('workers', workers, given, machine))
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).toContain(`got ${given}`)
  })

  it('repeats a plain value as it was typed', () => {
    expect(labErrorOf(() => parseParam('workers', workers, 'abc', machine)).message).toContain('got "abc"')
    expect(labErrorOf(() => parseParam('workers', workers, '', machine)).message).toContain('got ""')
  })

  it.each([
    ['1', 1],
    ['64', 64],
    ['+5', 5],
    ['007', 7],
    ['3e1', 30],
    ['1.0', 1],
    [2, 2],
  ] as const)('takes %j', (given, value) => {
    expect(parseParam('workers', workers, given, machine)).toBe(value)
  })

  it.each([
    ['1e5', 100_000],
    ['1E7', 10_000_000],
    ['1.5e3', 1500],
  ] as const)('takes the exponent of %s', (given, value) => {
    expect(parseParam('additions', additions, given, machine)).toBe(value)
  })

  it('takes 0 where 0 is allowed', () => {
    expect(parseParam('warmUp', warmUp, '0', machine)).toBe(0)
  })

  it('takes every whole number of its range, as text and as number, and nothing beside it', () => {
    fc.assert(
      fc.property(fc.integer({ min: -200, max: 200 }), given => {
        const fits = given >= 1 && given <= 64
        for (const form of [given, String(given)]) {
          if (fits) expect(parseParam('workers', workers, form, machine)).toBe(given)
          else expect(labErrorOf(() => parseParam('workers', workers, form, machine)).code).toBe('BAD_VALUE')
        }
      }),
    )
  })

  it('gives a whole number in range or a named error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), given => {
        try {
          const value = Number(parseParam('workers', workers, given, machine))
          expect(Number.isInteger(value) && value >= 1 && value <= 64).toBe(true)
        } catch {
          expect(labErrorOf(() => parseParam('workers', workers, given, machine)).code).toBe('BAD_VALUE')
        }
      }),
    )
  })
})

describe('parseParam of seconds', () => {
  it.each([
    ['0.1', 0.1],
    ['2.5', 2.5],
    ['3600', 3600],
    ['1e2', 100],
    [0.25, 0.25],
  ] as const)('takes %j', (given, value) => {
    expect(parseParam('timeCap', timeCap, given, machine)).toBe(value)
  })

  it.each(['0', '0.05', '-1', '3600.5', '10s', ...NO_NUMBERS])('refuses %j and names what it allows', given => {
    const error = labErrorOf(() => parseParam('timeCap', timeCap, given, machine))
    expect(error.code).toBe('BAD_VALUE')
    expect(error.message).toMatch(/^timeCap must be a number of seconds from 0\.1 to 3600, got "/)
  })
})

describe('parseParam of a choice', () => {
  it('takes one of its names', () => {
    expect(parseParam('amplifier', gap, 'yield', machine)).toBe('yield')
  })

  it.each(['', 'None', 'none ', 'spun', '0', '__proto__', 'constructor', 'toString', '\u001b[2J', 1])(
    'refuses %j and names the choices',
    given => {
      const error = labErrorOf(() => parseParam('amplifier', gap, given, machine))
      expect(error.code).toBe('BAD_VALUE')
      expect(error.message).toContain('amplifier must be one of none, yield, spin')
      expect(error.message).not.toContain('\u001b')
    },
  )
})

describe('defaults', () => {
  it.each([
    [1, 2],
    [2, 2],
    [3, 2],
    [4, 3],
    [8, 7],
    [9, 8],
    [128, 8],
  ])('on a machine of %d cores are %d workers', (cores, expected) => {
    expect(defaultWorkers({ cores })).toBe(expected)
    expect(defaultOf(commonParams.workers, { cores })).toBe(expected)
  })

  it('satisfy their own parameters on every machine', () => {
    for (const cores of [1, 2, 64, 256]) {
      for (const [name, spec] of Object.entries(commonParams)) {
        const value = defaultOf(spec, { cores })
        expect(parseParam(name, spec, value, { cores })).toBe(value)
      }
    }
  })
})

describe('describeParam', () => {
  it('lists a count with its range, unit and the default for this machine', () => {
    expect(describeParam('workers', commonParams.workers, { cores: 6 })).toMatchObject({
      kind: 'count',
      name: 'workers',
      unit: null,
      min: 1,
      max: 64,
      default: 5,
      common: true,
    })
    expect(describeParam('additions', additions, machine)).toMatchObject({ unit: 'additions', common: false })
  })

  it('lists seconds and choices', () => {
    expect(describeParam('timeCap', timeCap, machine)).toMatchObject({ kind: 'seconds', unit: 's', default: 10 })
    expect(describeParam('amplifier', gap, machine)).toEqual({
      kind: 'choice',
      name: 'amplifier',
      unit: null,
      help: 'in between',
      choices: [
        { name: 'none', help: 'nothing' },
        { name: 'yield', help: 'sleeps' },
        { name: 'spin', help: 'stays busy' },
      ],
      default: 'none',
      common: false,
    })
  })
})

describe('hasValues', () => {
  it('holds when every declared value is there with its type, and only then', () => {
    const specs = { workers, amplifier: gap }
    expect(hasValues(specs, { workers: 2, amplifier: 'none' })).toBe(true)
    expect(hasValues(specs, { workers: 2, amplifier: 'none', more: 1 })).toBe(true)
    expect(hasValues(specs, { workers: '2', amplifier: 'none' })).toBe(false)
    expect(hasValues(specs, { workers: 2 })).toBe(false)
    expect(hasValues(specs, { workers: 2, amplifier: 0 })).toBe(false)
  })
})
