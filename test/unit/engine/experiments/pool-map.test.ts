import { describe, expect, it } from 'vitest'
import { memory, poolMap, TASKS } from '../../../../src/engine/experiments/pool-map/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const COMMON = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 }
const PARAMS = { ...COMMON, size: 1_000, payload: 0, carry: 'clone' } as const
const MILLI = 1e6
/** 256 pages of 4 096 bytes. */
const ONE_MEBIBYTE = 256

function sumOf(task: number): number {
  let sum = 0
  for (let n = task * PARAMS.size + 1; n <= (task + 1) * PARAMS.size; n++) sum += Math.sqrt(n)
  return sum
}

interface Left {
  readonly pages?: number
  readonly wall?: number
  readonly adjust?: (words: ReturnType<typeof memory.bind>) => void
}

function judge(variant: string, params: Partial<Record<keyof typeof PARAMS, number | string>>, left: Left = {}) {
  const write = (words: ReturnType<typeof memory.bind>): void => {
    for (let task = 0; task < TASKS; task++) words.sums.items[task] = sumOf(task)
    if (left.pages !== undefined) words.pages.items.fill(left.pages)
    words.aloneNanos.value = 10 * MILLI
    words.wallNanos.value = (left.wall ?? 48) * MILLI
    words.askNanos.value = 1 * MILLI
    words.startMillis.value = 100
    left.adjust?.(words)
  }
  return judged(poolMap, memory, variant, { ...PARAMS, ...params }, write, [TASKS])
}

describe('pool-map', () => {
  it('holds sums against the formula, not against another sum', () => {
    expect(judge('threads', {}).outcome).toBe('right')
    const offByOne = judge('threads', {}, { adjust: ({ sums }) => (sums.items[3] = sumOf(3) - Math.sqrt(4_000)) })
    expect(offByOne.outcome).toBe('wrong')
    const missing = judge('threads', {}, { adjust: ({ sums }) => (sums.items[7] = 0) })
    expect(missing.outcome).toBe('wrong')
  })

  it('wants all pages of the data, and none where there is no data', () => {
    expect(judge('threads', { payload: 1 }, { pages: ONE_MEBIBYTE }).outcome).toBe('right')
    expect(judge('threads', { payload: 1 }, { pages: ONE_MEBIBYTE - 1 }).outcome).toBe('wrong')
    expect(judge('threads', { payload: 1 }).outcome).toBe('wrong')
  })

  it('lets processes refuse to move and to share, and nobody else, and only that', () => {
    const refused = judge('processes', { payload: 1, carry: 'share' }, { adjust: words => words.refused.store(1) })
    expect(refused).toMatchObject({ outcome: 'refused', measures: {} })
    expect(gradesOf(poolMap, 'processes')).toMatchObject({ refused: 'interesting', wrong: 'forbidden' })
    expect(gradesOf(poolMap, 'threads')).toMatchObject({ refused: 'forbidden', wrong: 'forbidden' })
    const names = poolMap.outcomes('processes', { ...PARAMS, payload: 1 }).map(({ name }) => name)
    expect(names).toEqual(['right', 'wrong'])
  })

  it('computes from which work on it pays', () => {
    // 80 ms of work in 48 ms, of which 8 went into asking: the workers gain 80 / 40 = 2. W = toll + W / 2.
    expect(judge('threads', {}).measures).toMatchObject({
      wall: 48,
      work: 80,
      'speed-up': 80 / 48,
      'start-up': 100,
      ask: 1,
      'break-even-warm': 16,
      'break-even-cold': 216,
    })
  })

  it('has no break-even where nothing is gained, and none for the loop', () => {
    expect(judge('threads', {}, { wall: 100 }).measures).not.toHaveProperty('break-even-warm')
    expect(judge('serial', {}).measures).not.toHaveProperty('break-even-warm')
  })

  it('says how long each took, and how many times as fast that was as the work of the same trial', () => {
    const story = (title: string, medians: Readonly<Record<string, number>>) => {
      return { title, finished: 5, counts: {}, chances: {}, medians }
    }
    expect(poolMap.headline([story('serial', { wall: 197 }), story('threads', { wall: 109, 'speed-up': 1.8 })])).toBe(
      'Serial took 197\u202fms and threads took 109\u202fms (1.80 times as fast).',
    )
    expect(poolMap.headline([])).toBe('')
  })
})
