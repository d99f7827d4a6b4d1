import { describe, expect, it } from 'vitest'
import { checkedWork, nanosOf, sideOf, type PrimitiveWork } from '../../bench/primitive-work.ts'
import type { CountedSample, NativeSide, NativeWork } from '../../bench/native-side.ts'

const work: PrimitiveWork = { variant: 'mutex', workers: 2, operations: 100 }
const timed: PrimitiveWork = { variant: 'mutex', workers: 2, durationMillis: 10 }
const sample = (counted: number, ...perWorker: readonly number[]): CountedSample => ({ millis: 1, counted, perWorker })

describe('the check of a primitive’s round', () => {
  it('lets pass what the shared words and the workers agree on', () => {
    expect(checkedWork(sample(200, 100, 100), work, 'C').counted).toBe(200)
    expect(checkedWork(sample(70, 50, 20), timed, 'C').counted).toBe(70)
  })

  it('refuses a section that was entered twice at once', () => {
    expect(() => checkedWork(sample(199, 100, 100), work, 'the lab')).toThrow(
      'the lab counted 199 operations of mutex on 2 workers, where 200 were asked for and 200 done',
    )
  })

  it('refuses less work than was asked for', () => {
    expect(() => checkedWork(sample(150, 100, 50), work, 'C')).toThrow('where 200 were asked for and 150 done')
  })

  it('refuses a round that ran on other workers', () => {
    expect(() => checkedWork(sample(70, 70), timed, 'C')).toThrow('on 2 workers')
  })
})

describe('a side of a contest over a primitive', () => {
  it('gives times per operation, so that rounds that go by time compare', async () => {
    const asked: NativeWork[] = []
    const program: NativeSide = {
      measure(line) {
        asked.push(line)
        return Promise.resolve({ millis: 8, counted: 400, perWorker: [100, 300] })
      },
      close: () => Promise.resolve(),
    }
    const { millis } = await sideOf(program, timed, 'C')()
    expect(nanosOf(millis)).toBe(20_000)
    expect(asked).toEqual([timed])
  })
})
