import { describe, expect, it } from 'vitest'
import { falseSharing, memory } from '../../../../src/engine/experiments/false-sharing/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, duration: 5, access: 'plain' }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
const VARIANTS = falseSharing.variants.map(({ variant }) => variant)

describe('false-sharing', () => {
  it.each(VARIANTS.flatMap(variant => ['plain', 'atomic'].map(access => ({ variant, access }))))(
    'with counters $variant puts them as far apart as it says, $access',
    async ({ variant, access }) => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const attached = falseSharing.attach(buffer, 0)
      const run = await attached.loadKernels()
      const params = { ...PARAMS, access }
      const perWorker = [0, 1, 2].map(worker => {
        const context = new FakeRoleContext(worker, buffer)
        context.beforeBatch = () => (context.stopped = context.batches === worker + 1)
        void run(variant, params, context)
        return context.completed
      })
      expect(perWorker).toEqual([1024, 2048, 3072])
      const { items } = memory.bind(buffer, 0).counters
      const places = [...items.entries()].filter(([, value]) => value !== 0)
      const stride = Number(variant.slice('bytes'.length)) / 4
      expect(places).toEqual(perWorker.map((value, worker) => [worker * stride, value]))
      const judgement = attached.judge(variant, params, { operations: 6144, perWorker }, TIMING)
      expect(judgement).toMatchObject({ outcome: 'exact', failedChecks: [] })
    },
  )

  it('forbids a sum that is not what the workers added', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    memory.bind(buffer, 0).done.of(0).store(5)
    const done = { operations: 4, perWorker: [4] }
    const judgement = falseSharing.attach(buffer, 0).judge('bytes4', PARAMS, done, TIMING)
    expect(judgement).toMatchObject({ outcome: 'wrong', failedChecks: ['operations-add-up'] })
    expect(falseSharing.outcomes('bytes4').find(({ name }) => name === 'wrong')?.grade).toBe('forbidden')
  })

  it('says of nothing noticeable that it was not noticed', () => {
    const story = (title: string, nanos: number, measure = 'cpu-per-operation') => {
      return { title, finished: 5, counts: { exact: 5 }, chances: { exact: 5 }, medians: { [measure]: nanos } }
    }
    expect(falseSharing.headline([story('near', 11), story('far', 10)])).toContain('no false sharing to be seen')
    expect(falseSharing.headline([story('near', 45), story('far', 10)])).toContain('4.50 times as much')
    expect(falseSharing.headline([story('near', 45, 'cost'), story('far', 10, 'cost')])).toContain('4.50 times')
    expect(falseSharing.headline([story('near', 10)])).toMatch(/^An addition took 10\.0 ns with counters near\./)
  })
})
