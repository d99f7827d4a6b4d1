import { describe, expect, it } from 'vitest'
import { memory, semaphoreStall, sharesOf } from '../../../../src/engine/experiments/semaphore-stall/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = {
  workers: 3,
  permits: 3,
  passages: 4,
  amplifier: 'none',
  spinNanos: 500,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
}
const FIXED = ['same-order', 'both-under-mutex', 'pairs', 'enough-permits']

interface Came {
  readonly passages?: number
  readonly crowded?: number
  readonly missing?: number
}

function judge({ passages = 4, crowded = 0, missing = 0 }: Came, operations = 12) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.permits.limit.store(3)
    words.permits.permits.store(3 - missing)
    for (const own of words.takers.first(3)) own.passages.store(4)
    words.takers.of(2).passages.store(passages)
    words.takers.of(1).crowded.store(crowded)
    words.witness.most.of(1).store(2)
  }
  return judged(semaphoreStall, memory, 'pairs', PARAMS, write, [operations])
}

describe('semaphore-stall', () => {
  it('gives each variant the same number of pairs, but for the one that has enough', () => {
    expect(sharesOf({ workers: 3, permits: 3 })).toEqual({ left: 2, right: 1, pairs: 1, plenty: 4 })
    expect(sharesOf({ workers: 2, permits: 8 })).toEqual({ left: 4, right: 4, pairs: 4, plenty: 8 })
  })

  it.each([
    [{}, 'all-passed'],
    [{ crowded: 1 }, 'too-many-inside'],
    [{ missing: 1 }, null],
    [{ passages: 3 }, null],
  ])('with %j is %s', (came, outcome) => {
    expect(judge(came).outcome).toBe(outcome)
  })

  it('measures how many had both, and checks the counts', () => {
    expect(judge({}).measures).toMatchObject({ most: 2 })
    expect(judge({}).failedChecks).toEqual([])
    expect(judge({}, 11).failedChecks).toEqual(['operations-add-up'])
  })

  it('shows the stall where permits are taken one by one, and forbids it elsewhere', () => {
    for (const variant of ['one-by-one', 'opposite-order']) {
      expect(gradesOf(semaphoreStall, variant)).toMatchObject({ 'stood-still': 'interesting' })
    }
    for (const variant of FIXED) expect(gradesOf(semaphoreStall, variant)).toMatchObject({ 'stood-still': 'forbidden' })
  })

  it('has no stall where there are more permits than workers', () => {
    const names = (permits: number) =>
      semaphoreStall.outcomes('one-by-one', { ...PARAMS, permits }).map(({ name }) => name)
    expect(names(3)).toContain('stood-still')
    expect(names(4)).not.toContain('stood-still')
  })

  it('says of each semaphore who noted to have a permit of it', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const { takers } = memory.bind(buffer, 0)
    takers.of(0).ofPermits.store(1)
    takers.of(2).ofPermits.store(2)
    takers.of(1).ofRight.store(1)
    expect(semaphoreStall.attach(buffer, 0).suppliers(PARAMS)).toEqual({ permits: [0, 2], left: [], right: [1] })
  })
})
