import { describe, expect, it } from 'vitest'
import { costLadder, memory } from '../../../../src/engine/experiments/cost-ladder/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const SHARED = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, duration: 5, counters: 'shared' }
const OWN = { ...SHARED, counters: 'own' }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
const VARIANTS = costLadder.variants.map(({ variant }) => variant)
const BROKEN = ['plain', 'atomic-load-store']

function judge(variant: string, params: typeof SHARED, asked: number, counted: number, inMailbox = 0) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  const { total, mailbox } = params.counters === 'own' ? words.own.of(1) : words.shared
  words.asked.of(1).store(asked)
  total.store(counted)
  mailbox.count.store(inMailbox)
  return costLadder.attach(buffer, 0).judge(variant, params, { operations: asked, perWorker: [0, asked] }, TIMING)
}

describe('the outcome of a trial of cost-ladder', () => {
  it.each(VARIANTS)('of %s: what was lost is graded, what is still in the mail is not lost', variant => {
    expect(judge(variant, SHARED, 10, 10)).toMatchObject({
      outcome: 'exact',
      failedChecks: [],
      measures: { cost: 1e5 },
    })
    expect(judge(variant, SHARED, 10, 7, 3).outcome).toBe('exact')
    expect(judge(variant, SHARED, 10, 9)).toMatchObject({ outcome: 'lost', measures: { 'lost-share': 0.1 } })
    expect(judge(variant, SHARED, 10, 11).outcome).toBeNull()
    const lost = costLadder.outcomes(variant, SHARED).find(({ name }) => name === 'lost')
    expect(lost?.grade).toBe(BROKEN.includes(variant) ? 'interesting' : 'forbidden')
  })

  it('is undeclared when something was lost where nobody shares anything', () => {
    expect(judge('plain', OWN, 10, 9).outcome).toBeNull()
    expect(costLadder.outcomes('plain', OWN).map(({ name }) => name)).toEqual(['exact'])
  })
})

describe('the kernels of cost-ladder', () => {
  it.each(VARIANTS)('of %s count exactly on counters of their own, until they are stopped', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = costLadder.attach(buffer, 0)
    attached.prepare(OWN)
    const run = await attached.loadKernels()
    const context = new FakeRoleContext(1, buffer)
    context.received = () => 1
    context.beforeBatch = () => (context.stopped = context.batches === 3)
    void run(variant, OWN, context)
    const done = { operations: context.completed, perWorker: [0, context.completed] }
    expect(context.completed).toBeGreaterThanOrEqual(3 * 8)
    expect(attached.judge(variant, OWN, done, TIMING)).toMatchObject({ outcome: 'exact', failedChecks: [] })
  })
})
