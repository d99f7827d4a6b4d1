import { describe, expect, it } from 'vitest'
import { marksOf, marksOfAll, type Warning } from '../../../src/contract/warning.ts'

const WARNINGS: readonly Warning[] = [
  { code: 'host-busy', message: '' },
  { code: 'host-busy', message: 'once more' },
  { code: 'recording-on', message: 'told in the list only' },
  { code: 'constructor', message: 'nothing that an object has by birth' },
  { code: 'spread', message: '', about: [{ variant: 'mutex', measure: 'throughput' }] },
  { code: 'result-not-consumed', message: '', about: [{ variant: 'mutex', measure: 'throughput' }], invalid: true },
  { code: 'not-observed', message: '', about: [{ variant: 'mutex', outcome: 'lost' }] },
  { code: 'detector-on', message: '', about: [{ variant: 'naive' }] },
]

describe('marks of warnings', () => {
  it('stand beside the figure that a warning is about, and nowhere else', () => {
    expect(marksOf(WARNINGS, 'mutex', 'throughput')).toEqual(['wide spread', 'INVALID: not consumed'])
    expect(marksOf(WARNINGS, 'mutex', 'cost')).toEqual([])
    expect(marksOf(WARNINGS, 'atomic-add', 'throughput')).toEqual([])
    expect(marksOf(WARNINGS, 'naive', 'throughput')).toEqual(['detector on'])
  })

  it('stand once above all figures where a warning is about all', () => {
    expect(marksOfAll(WARNINGS)).toEqual(['host busy'])
  })
})
