import { describe, expect, it } from 'vitest'
import { leakedPermit, memory } from '../../../../src/engine/experiments/leaked-permit/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, permits: 3, uses: 9, failEvery: 4 }

function judge(permits: number, taken: number, returned: number, refused: number, most: number) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.pool.permits.store(permits)
    const own = words.ledgers.of(1)
    own.taken.store(taken)
    own.returned.store(returned)
    own.refused.store(refused)
    words.witness.most.of(1).store(most)
  }
  return judged(leakedPermit, memory, 'token', PARAMS, write, [18])
}

describe('leaked-permit', () => {
  it.each([
    [3, 18, 18, 0, 3, 'all-back'],
    [1, 18, 16, 0, 3, 'leaked'],
    [3, 18, 18, 0, 4, 'too-many-inside'],
    [3, 18, 18, 1, 3, 'returned-too-many'],
  ])(
    'with %d permits, %d taken, %d returned, %d refused, %d inside is %s',
    (permits, taken, returned, refused, most, outcome) => {
      expect(judge(permits, taken, returned, refused, most)).toMatchObject({ outcome, failedChecks: [] })
    },
  )

  it('checks that permits and holders sum up', () => {
    expect(judge(2, 18, 18, 0, 3).failedChecks).toEqual(['permits-and-holders'])
  })

  it('forbids what the fixed variants must not show', () => {
    for (const variant of ['try-finally', 'token']) {
      const { 'all-back': fine, ...others } = gradesOf(leakedPermit, variant)
      expect(fine).toBe('acceptable')
      expect(new Set(Object.values(others))).toEqual(new Set(['forbidden']))
    }
    expect(gradesOf(leakedPermit, 'bare')).toMatchObject({ leaked: 'interesting', 'ran-dry': 'interesting' })
  })

  it.each([
    ['bare', 'leaked', { missing: 2, extra: 0 }],
    ['released-twice', 'returned-too-many', { missing: 0, extra: 2 }],
    ['try-finally', 'all-back', { missing: 0, extra: 0 }],
    ['token', 'all-back', { missing: 0, extra: 0 }],
  ])('has a kernel of %s that comes to %s when work fails twice', async (variant, outcome, measures) => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = leakedPermit.attach(buffer, 0)
    const params = { ...PARAMS, workers: 1 }
    attached.prepare(params)
    const context = new FakeRoleContext(0, buffer)
    const run = await attached.loadKernels()
    void run(variant, params, context)
    const done = { operations: context.completed, perWorker: [context.completed] }
    const judgement = attached.judge(variant, params, done, { measuredMillis: 1, cpuMillis: 1, waits: 0 })
    expect(judgement).toMatchObject({ outcome, measures, failedChecks: [] })
    expect(context.completed).toBe(9)
  })
})
