import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  counted,
  formatBytes,
  formatCount,
  groupedDigits,
  formatMillis,
  formatRate,
  formatShare,
  significant,
} from '../../../src/base/units.ts'

/** Expectations are written with an ordinary space where the narrow no-break space stands, and "-" for the minus. */
function plain(text: string): string {
  return text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-')
}

describe('groupedDigits', () => {
  it('groups more digits than a number holds', () => {
    expect(plain(groupedDigits('875107525241869920'))).toBe('875 107 525 241 869 920')
    expect(groupedDigits('924')).toBe('924')
  })
})

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1 000'],
    [1_183_135, '1 183 135'],
    [10_000_000, '10 000 000'],
    [-1234, '-1 234'],
    [2.5, '3'],
    [Number.MAX_SAFE_INTEGER, '9 007 199 254 740 991'],
  ])('writes %d with all its digits in groups of three', (count, text) => {
    expect(plain(formatCount(count))).toBe(text)
  })

  it('loses no digit of any safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), count => {
        expect(Number(plain(formatCount(count)).replaceAll(' ', ''))).toBe(count === 0 ? 0 : count)
      }),
    )
  })

  it('has no minus zero', () => {
    expect(plain(formatCount(-0.4))).toBe('0')
    expect(plain(formatCount(-0))).toBe('0')
  })
})

describe('formatRate', () => {
  it.each([
    [0, '0'],
    [0.0312, '0.0312'],
    [6.4, '6.40'],
    [812, '812'],
    [999.4, '999'],
    [999.5, '1.00 k'],
    [1000, '1.00 k'],
    [45_210_000, '45.2 M'],
    [999_499, '999 k'],
    [999_600, '1.00 M'],
    [999_600_000, '1.00 G'],
    [2_340_000_000, '2.34 G'],
    [-1500, '-1.50 k'],
  ])('writes %d with three figures and a scale', (perSecond, text) => {
    expect(plain(formatRate(perSecond))).toBe(text)
  })

  it('calls a rate that is no number unknown', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(formatRate)).toEqual(['unknown', 'unknown'])
  })

  it('never writes four digits before a scale below the greatest', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 9.98e11, noNaN: true }), perSecond => {
        expect(plain(formatRate(perSecond))).toMatch(/^\d{1,3}(\.\d+)?( [kMG])?$/)
      }),
    )
  })
})

describe('counted', () => {
  it('writes one of a thing, and several', () => {
    expect([counted(1, 'trial'), counted(0, 'trial'), plain(counted(1500, 'wait'))]).toEqual([
      '1 trial',
      '0 trials',
      '1 500 waits',
    ])
  })
})

describe('significant', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1.00'],
    [0.9996, '1.00'],
    [9.995, '9.99'],
    [12.34, '12.3'],
    [99.96, '100'],
    [1234, '1 230'],
    [3_441_000, '3 440 000'],
    [-0.031_24, '-0.0312'],
    [0.000_001_234, '0.00000123'],
  ])('keeps three figures of %d and no exponent', (value, text) => {
    expect(plain(significant(value))).toBe(text)
  })

  it('stays within half a figure of what it was given', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e15, noNaN: true }), value => {
        const shown = Number(significant(value).replaceAll('\u202f', ''))
        expect(Math.abs(shown - value) / value).toBeLessThanOrEqual(0.005_000_1)
      }),
    )
  })
})

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.0431, '4.31 %'],
    [1, '100 %'],
    [0.5, '50.0 %'],
    [0.000_012_3, '0.00123 %'],
  ])('writes %d of one as a percentage', (share, text) => {
    expect(plain(formatShare(share))).toBe(text)
  })
})

describe('formatMillis', () => {
  it.each([
    [0.84, '840 µs'],
    [0.0005, '0.500 µs'],
    [1, '1.00 ms'],
    [12.34, '12.3 ms'],
    [999.4, '999 ms'],
    [1000, '1.00 s'],
    [4070, '4.07 s'],
    [120_000, '120 s'],
    [0, '0 µs'],
  ])('writes %d ms in the unit that suits it', (millis, text) => {
    expect(plain(formatMillis(millis))).toBe(text)
  })

  it('chooses the unit after rounding, so that no duration reads 1000 of a smaller unit', () => {
    expect(plain(formatMillis(0.9996))).toBe('1.00 ms')
    expect(plain(formatMillis(999.6))).toBe('1.00 s')
  })
})

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1024, '1.00 KiB'],
    [256 * 1024 * 1024, '256 MiB'],
    [25_125_558_682, '23.4 GiB'],
    [5 * 1024 ** 4, '5.00 TiB'],
  ])('writes %d in binary units', (bytes, text) => {
    expect(plain(formatBytes(bytes))).toBe(text)
  })
})
