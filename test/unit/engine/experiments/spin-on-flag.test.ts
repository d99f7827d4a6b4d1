import { describe, expect, it } from 'vitest'
import { memory, spinOnFlag } from '../../../../src/engine/experiments/spin-on-flag/experiment.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, delay: 0, looks: 1_000 }
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }

function judge(variant: string, saw: readonly number[]) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const { watchers } = memory.bind(buffer, 0)
  for (const [index, what] of saw.entries()) {
    watchers.of(index + 1).saw.store(what)
    watchers.of(index + 1).nanos.value = 1_000 * (index + 1)
  }
  const params = { ...PARAMS, workers: saw.length + 1 }
  const done = { operations: params.workers, perWorker: [1, ...saw.map(() => 1)] }
  const judgement = spinOnFlag.attach(buffer, 0).judge(variant, params, done, TIMING)
  const grade = spinOnFlag.outcomes(variant).find(({ name }) => name === judgement.outcome)?.grade
  return { ...judgement, grade }
}

describe('the outcome of a trial of spin-on-flag', () => {
  it('is seen when all watchers saw the flag, after the time of the slowest', () => {
    expect(judge('plain', [1, 1])).toMatchObject({
      outcome: 'seen',
      grade: 'acceptable',
      measures: { 'seen-after': 2 },
    })
  })

  it('is stale when one did not: the bug, and with atomic looks forbidden', () => {
    expect(judge('plain', [1, 2])).toMatchObject({ outcome: 'stale', grade: 'interesting', failedChecks: [] })
    expect(judge('hoisted', [2, 2]).grade).toBe('interesting')
    expect(judge('atomic', [2, 1]).grade).toBe('forbidden')
    expect(judge('atomic', [2, 1]).measures).not.toHaveProperty('seen-after')
  })

  it('fails its check when a watcher came to no end', () => {
    expect(judge('plain', [1, 0])).toMatchObject({ outcome: null, failedChecks: ['all-took-part'] })
  })
})

/** A clock that moves with every look at it. */
class Ticking extends FakeRoleContext {
  override nowNanos(): number {
    this.nanos += 1_000
    return this.nanos
  }
}

describe('a watcher', () => {
  async function watch(variant: string, setAt: number, isSet: boolean) {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = spinOnFlag.attach(buffer, 0)
    attached.prepare(PARAMS)
    const run = await attached.loadKernels()
    const words = memory.bind(buffer, 0)
    words.setAt.value = setAt
    words.announced.store(1)
    words.flag.store(isSet ? 1 : 0)
    const context = new Ticking(1, buffer)
    void run(variant, PARAMS, context)
    return words.watchers.of(1).saw.load()
  }

  it.each(['plain', 'hoisted', 'atomic'])('of %s sees a flag that is set before it looks', async variant => {
    expect(await watch(variant, 0, true)).toBe(1)
  })

  it('gives up a flag that was set for most of its loop, and looks again when it was not', async () => {
    expect(await watch('plain', 1_000, false)).toBe(2)
    // Its first loop ends at 2 000, its second at 4 000, 2 600 after the flag.
    expect(await watch('plain', 1_600, false)).toBe(2)
  })
})
