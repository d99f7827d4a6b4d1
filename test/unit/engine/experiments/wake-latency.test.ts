import { describe, expect, it } from 'vitest'
import { memory, wakeLatency } from '../../../../src/engine/experiments/wake-latency/experiment.ts'
import { partnerOf, rally } from '../../../../src/engine/experiments/wake-latency/rally.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = { workers: 4, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, duration: 10 }
const TIMING = { measuredMillis: 2, cpuMillis: 1, waits: 0 }
const VARIANTS = wakeLatency.variants.map(({ variant }) => variant)

function judge(hits: readonly number[], outOfTurn = 0) {
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const { players } = memory.bind(buffer, 0)
  for (const [worker, own] of hits.entries()) players.of(worker).hits.store(own)
  players.of(0).outOfTurn.store(outOfTurn)
  const operations = hits.reduce((sum, own) => sum + own, 0)
  return wakeLatency.attach(buffer, 0).judge('spin', PARAMS, { operations, perWorker: hits }, TIMING)
}

describe('the outcome of a trial of wake-latency', () => {
  it('is in turn when who serves is level with its partner or one ahead', () => {
    expect(judge([5, 5, 8, 7])).toMatchObject({ outcome: 'in-turn', failedChecks: [] })
    expect(judge([5, 6, 8, 8]).outcome).toBe('out-of-turn')
    expect(judge([5, 5, 8, 6]).outcome).toBe('out-of-turn')
    expect(judge([5, 5, 8, 8], 1).outcome).toBe('out-of-turn')
  })

  it('costs half a round trip, however many pairs play', () => {
    expect(judge([10, 10, 10, 10]).measures).toMatchObject({ cost: 1e5, 'hand-overs': 40 })
  })

  it('may be a standstill only where spinners outnumber a pair', () => {
    const grades = (variant: string, workers: number) =>
      wakeLatency.outcomes(variant, { ...PARAMS, workers }).map(({ name, grade }) => `${name} ${grade}`)
    expect(grades('spin', 2)).not.toContainEqual(expect.stringContaining('standstill'))
    expect(grades('spin', 4)).toContain('standstill acceptable')
    expect(grades('event', 4)).toContain('standstill forbidden')
  })
})

describe('a rally', () => {
  it('is played by neighbours', () => {
    expect([0, 1, 2, 3, 62].map(partnerOf)).toEqual([1, 0, 3, 2, 63])
    expect(wakeLatency.roles({ ...PARAMS, workers: 5 })).toHaveLength(4)
  })

  it('notices a ball that came too early, and times waits in a probe', () => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const words = memory.bind(buffer, 0)
    const context = new FakeRoleContext(1, buffer)
    Object.assign(context, { probing: true })
    context.nanos = 70
    words.players.of(0).hitAt.value = 30
    const early = 3
    const played: number[] = []
    context.beforeBatch = () => (context.stopped = context.batches === 1)
    rally(words, context, {
      hit: turn => void played.push(turn),
      receive: turn => {
        words.players.of(0).playing.store(turn === early ? turn - 1 : turn)
      },
    })
    expect(played).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(context.completed).toBe(8)
    expect(words.players.of(1).outOfTurn.load()).toBe(1)
    expect(context.waits).toEqual(played.map(() => 40))
  })

  it.each(VARIANTS)('of %s serves, and ends when it is stopped', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const attached = wakeLatency.attach(buffer, 0)
    attached.prepare(PARAMS)
    const run = await attached.loadKernels()
    const context = new FakeRoleContext(0, buffer)
    context.stopped = true
    const over = async (): Promise<void> => run(variant, PARAMS, context)
    await over().catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ code: 'STOPPED' })
    })
    expect(context.completed).toBe(0)
  })
})
