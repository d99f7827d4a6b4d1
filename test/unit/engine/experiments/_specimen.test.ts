import { describe, expect, it } from 'vitest'
import { memory, specimen } from '../../../../src/engine/experiments/_specimen/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, ballots: 1_500 }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
const VARIANTS = specimen.variants.map(({ variant }) => variant)

function judge(variant: string, counted: number, operations = 3_000) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  memory.bind(buffer, 0).box.store(counted)
  return specimen.attach(buffer, 0).judge(variant, PARAMS, { operations, perWorker: [operations] }, TIMING)
}

function gradeOf(variant: string, outcome: string | null) {
  return specimen.outcomes(variant).find(({ name }) => name === outcome)?.grade
}

describe('the specimen', () => {
  it.each(VARIANTS)('counts every ballot of %s when one worker votes after the other', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = specimen.attach(buffer, 0)
    const run = await attached.loadKernels()
    const voters = [new FakeRoleContext(0), new FakeRoleContext(1)]
    for (const voter of voters) void run(variant, PARAMS, voter)
    const done = { operations: 3_000, perWorker: voters.map(({ completed }) => completed) }
    expect(done.perWorker).toEqual([1_500, 1_500])
    expect(attached.judge(variant, PARAMS, done, TIMING)).toMatchObject({ outcome: 'all-counted', failedChecks: [] })
  })

  it.each(VARIANTS)('ends %s at the next batch when a stop is asked for', async variant => {
    const run = await specimen.attach(new SharedArrayBuffer(memory.byteLength), 0).loadKernels()
    const voter = new FakeRoleContext(0)
    voter.stopped = true
    void run(variant, PARAMS, voter)
    expect(voter.completed).toBe(0)
  })

  it('shows missing ballots where they are the bug, and forbids them where they are not', () => {
    expect(gradeOf('read-then-write', judge('read-then-write', 2_999).outcome)).toBe('interesting')
    expect(gradeOf('atomic-add', judge('atomic-add', 2_999).outcome)).toBe('forbidden')
  })

  it('declares nothing for more ballots than were cast, which is forbidden by that', () => {
    expect(judge('atomic-add', 3_001).outcome).toBeNull()
  })

  it('notices that a worker did not cast all its ballots', () => {
    expect(judge('atomic-add', 2_000, 2_000).failedChecks).toEqual(['all-cast'])
  })
})
