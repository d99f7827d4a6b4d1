import { describe, expect, it } from 'vitest'
import { ifOrWhile, memory } from '../../../../src/engine/experiments/if-or-while/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, items: 4, burst: 4, notify: 'one' }

function judge(receipts: readonly number[], phantoms: number, operations = 8) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.witness.receipts.items.set(receipts)
    words.witness.phantoms.store(phantoms)
  }
  return judged(ifOrWhile, memory, 'while-empty', PARAMS, write, [operations])
}

describe('if-or-while', () => {
  it.each([
    [[1, 1, 1, 1], 0, 'all-taken'],
    [[1, 1, 1, 0], 1, 'took-from-empty'],
    [[1, 1, 1, 0], 0, null],
    [[1, 1, 2, 0], 1, null],
    [[1, 1, 1, 1], 1, null],
  ])('with receipts %j and %d empty-handed takes is %s', (receipts, phantoms, outcome) => {
    expect(judge(receipts, phantoms).outcome).toBe(outcome)
  })

  it('checks that there were as many takes as puts', () => {
    expect(judge([1, 1, 1, 1], 0, 7).failedChecks).toEqual(['operations-add-up'])
  })

  it('shows takes from the empty queue with if, and forbids them with while', () => {
    expect(gradesOf(ifOrWhile, 'if-empty')).toEqual({ 'all-taken': 'acceptable', 'took-from-empty': 'interesting' })
    expect(gradesOf(ifOrWhile, 'while-empty')).toEqual({ 'all-taken': 'acceptable', 'took-from-empty': 'forbidden' })
  })

  it.each(['if-empty', 'while-empty'])(
    'has a kernel of %s that takes all when the producer goes first',
    async variant => {
      const buffer = new SharedArrayBuffer(memory.byteLength)
      const attached = ifOrWhile.attach(buffer, 0)
      const run = await attached.loadKernels()
      const perWorker = [0, 1].map(worker => {
        const context = new FakeRoleContext(worker, buffer)
        void run(variant, PARAMS, context)
        return context.completed
      })
      const done = { operations: 8, perWorker }
      const timing = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
      expect(perWorker).toEqual([4, 4])
      expect(attached.judge(variant, PARAMS, done, timing)).toMatchObject({ outcome: 'all-taken', failedChecks: [] })
    },
  )
})
