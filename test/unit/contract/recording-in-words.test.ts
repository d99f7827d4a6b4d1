import { describe, expect, it } from 'vitest'
import { costInWords, keptInWords, showsCost } from '../../../src/contract/recording-in-words.ts'
import type { MeasureSummary } from '../../../src/contract/run-document.ts'
import { recordingOf } from '../../helpers/recordings.ts'

function ratio(median: number, low: number | null, high: number | null, n = 6): MeasureSummary {
  return { unit: 'ratio', median, low, high, n }
}

const words = (of: MeasureSummary | null) =>
  costInWords({ name: 'event recording', ratio: of }).replaceAll('\u202f', ' ')

describe('what recording cost, in words', () => {
  it('is a difference with its interval where the interval shows one', () => {
    expect(words(ratio(1.03, 1.01, 1.05))).toBe('event recording cost 3.00 %, 95 % interval 1.00 to 5.00 % (6 pairs)')
    expect(showsCost(ratio(1.03, 1.01, 1.05))).toBe(true)
  })

  it.each([ratio(1.02, 0.98, 1.05), ratio(1, 1, 1)])('is no difference where the interval contains 0', of => {
    expect(words(of)).toMatch(/^no difference shown: the interval of what event recording cost, .* contains 0$/)
    expect(showsCost(of)).toBe(false)
  })

  it('is no interval where there are too few pairs, and nothing where a trial did not complete', () => {
    expect(words(ratio(1.5, null, null, 3))).toBe('event recording cost 50.0 % in 3 pairs, too few for an interval')
    expect(words(null)).toBe('what event recording cost was not measured, since a trial did not complete')
    expect([showsCost(null), showsCost(ratio(1.5, null, null))]).toEqual([false, false])
  })
})

describe('what was kept, in words', () => {
  it('is all, or how many were not', () => {
    expect(keptInWords(recordingOf([], { kept: 1214 }))).toBe('1\u202f214 events, all kept')
    expect(keptInWords(recordingOf([], { kept: 90_198, dropped: 214 }))).toBe('214 of 90\u202f412 events were not kept')
  })
})
