import { describe, expect, it } from 'vitest'
import { POISON_BIT } from '../../../../src/base/lock-word.ts'
import { abandonedLock, memory } from '../../../../src/engine/experiments/abandoned-lock/experiment.ts'
import { abandon } from '../../../../src/engine/experiments/kit/thread-exit.ts'
import { Mutex } from '../../../../src/engine/sync/mutex.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'
import { PARAMS } from '../../../helpers/records.ts'

const params = { ...PARAMS, tasks: 4, limitMillis: 1 }

async function failAlone(variant: string) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const attached = abandonedLock.attach(buffer, 0)
  attached.prepare(params)
  const run = await attached.loadKernels()
  const context = new FakeRoleContext(0, buffer)
  void run(variant, params, context)
  const done = { operations: context.completed, perWorker: [context.completed, 0] }
  const judgement = attached.judge(variant, params, done, { measuredMillis: 1, cpuMillis: 1, waits: 0 })
  return { words: memory.bind(buffer, 0), judgement, context }
}

describe('the worker that fails', () => {
  it.each([
    ['bare-acquire', { acquires: 3, releases: 2, debits: 3, credits: 2, failures: 1 }],
    ['timeout', { acquires: 3, releases: 2, debits: 3, credits: 2, failures: 1 }],
    ['try-finally', { acquires: 3, releases: 3, debits: 3, credits: 2, failures: 1 }],
    ['using-token', { acquires: 3, releases: 3, debits: 3, credits: 2, failures: 1 }],
    ['robust', { acquires: 3, releases: 3, debits: 3, credits: 2, failures: 1 }],
  ])('of %s does two of four tasks and leaves the third half done', async (variant, observed) => {
    const { judgement, context } = await failAlone(variant)
    expect(judgement.observed).toMatchObject(observed)
    expect(judgement.failedChecks).toEqual([])
    expect(context.completed).toBe(2)
  })

  it('of bare-acquire keeps the lock, and of robust leaves it marked, so that the next holder is told', async () => {
    const bare = await failAlone('bare-acquire')
    expect(bare.words.gate.word.load()).toBe(2)
    const { words } = await failAlone('robust')
    expect(words.gate.word.load()).toBe(POISON_BIT)
  })
})

describe('the end of a thread', () => {
  it('abandons only what the thread itself holds', async () => {
    const { words, context } = await failAlone('try-finally')
    const other = new FakeRoleContext(1, words.gate.word.cell.buffer)
    const gate = new Mutex(words.gate, other)
    expect(abandon(words.gate, context)).toBe(false)
    gate.acquire()
    expect(abandon(words.gate, context)).toBe(false)
    expect(abandon(words.gate, other)).toBe(true)
    expect(gate.acquireRobust()).toBe(true)
  })
})

describe('the outcomes of abandoned-lock', () => {
  it('are never anything but repaired where the lock is robust', () => {
    expect(abandonedLock.outcomes('robust').filter(({ grade }) => grade !== 'forbidden')).toMatchObject([
      { name: 'repaired', grade: 'acceptable' },
    ])
  })
})
