import { describe, expect, it } from 'vitest'
import { gilRelease, memory, slicesOf } from '../../../../src/engine/experiments/gil-release/experiment.ts'
import { ROUNDS } from '../../../../src/engine/experiments/kit/alone-and-together.ts'
import { enter, leave } from '../../../../src/engine/experiments/kit/concurrency-witness.ts'
import { recordInterval } from '../../../../src/engine/experiments/kit/interval-trace.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  ...{ workers: 4, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 },
  ...{ waitShare: 50, taskMicros: 200, tasks: 10, switchInterval: 0.005 },
}
const TIMING = { measuredMillis: 100, cpuMillis: 1, waits: 0 }

interface Trial {
  readonly waitShare?: number
  readonly computing?: number
  readonly waiting?: number
  readonly aloneMillis?: number
  readonly lockedMillis?: number
  readonly togetherMillis?: number
}

/** A trial with so many computing and waiting at once. */
function judge(variant: string, { waitShare = 50, computing = 1, waiting = 1, ...times }: Trial) {
  const params = { ...PARAMS, waitShare }
  const buffer = new SharedArrayBuffer(memory.byteLength)
  const words = memory.bind(buffer, 0)
  for (let nth = 0; nth < computing; nth++) enter(words.interpreter.witness, nth)
  for (let nth = 0; nth < computing; nth++) leave(words.interpreter.witness)
  for (let nth = 0; nth < waiting; nth++) enter(words.waiting, nth)
  const own = ROUNDS * params.tasks * slicesOf(params)
  if (own > 0) for (const worker of [0, 1, 2, 3]) recordInterval(words.interpreter.trace, worker, worker, worker + 1)
  words.rounds.aloneNanos.value = (times.aloneMillis ?? 0) * 1e6
  words.aloneLockedNanos.value = (times.lockedMillis ?? 0) * 1e6
  words.rounds.togetherNanos.value = (times.togetherMillis ?? 1) * 1e6
  const perWorker = [2 * own, own, own, own]
  const operations = perWorker.reduce((sum, slices) => sum + slices, 0)
  return gilRelease.attach(buffer, 0).judge(variant, params, { operations, perWorker }, TIMING)
}

describe('the outcome of a trial of gil-release', () => {
  it.each([
    [{ computing: 2, waiting: 2 }, 'computing-overlaps', ['acceptable', 'forbidden', 'forbidden']],
    [{ waiting: 2 }, 'waits-overlap', ['acceptable', 'acceptable', 'forbidden']],
    [{}, 'one-by-one', ['acceptable', 'acceptable', 'interesting']],
  ])('with %o is %s, graded by whether the lock was kept', (trial, outcome, grades) => {
    expect(judge('free', trial)).toMatchObject({ outcome, failedChecks: [] })
    const graded = ['free', 'released', 'held'].map(
      variant => gilRelease.outcomes(variant).find(({ name }) => name === outcome)?.grade,
    )
    expect(graded).toEqual(grades)
  })

  it.each([0, 100])('is checked also where a task waits %s % of its time', waitShare => {
    expect(judge('released', { waitShare, computing: waitShare === 0 ? 1 : 0 }).failedChecks).toEqual([])
  })
})

describe('the speed-up of gil-release', () => {
  it('is that of all threads over one thread with the same tasks each', () => {
    expect(judge('free', { aloneMillis: 10, togetherMillis: 20 }).measures['speed-up']).toBeCloseTo(2)
  })

  it.each([
    { aloneMillis: 10, lockedMillis: 10, threads: 'computing only', predicted: 1 },
    { aloneMillis: 10, lockedMillis: 5, threads: 'half of the time waiting', predicted: 2 },
    { aloneMillis: 10, lockedMillis: 2.5, threads: 'as many as fit', predicted: 4 },
    { aloneMillis: 10, lockedMillis: 0, threads: 'more than there are', predicted: 4 },
  ])('is predicted as $predicted of 4 threads with $threads', ({ aloneMillis, lockedMillis, predicted }) => {
    expect(judge('released', { aloneMillis, lockedMillis }).measures['predicted-speed-up']).toBeCloseTo(predicted)
    expect(judge('free', { aloneMillis, lockedMillis }).measures['predicted-speed-up']).toBeUndefined()
  })
})

describe('the kernels of gil-release', () => {
  it.each(['free', 'released', 'held'])('%s stop in mid-run', async variant => {
    const buffer = new SharedArrayBuffer(memory.byteLength)
    const params = { ...PARAMS, workers: 1 }
    const attached = gilRelease.attach(buffer, 0)
    attached.prepare(params)
    const run = await attached.loadKernels()
    const context = new FakeRoleContext(0, buffer)
    context.stopped = true
    await run(variant, params, context)
    expect(context.completed).toBe(0)
  })

  it('says of itself that it is simulated, and puts both figures into its headline', () => {
    expect(gilRelease.simulated).toBe(true)
    const medians = { 'speed-up': 1.9, 'predicted-speed-up': 2 }
    const story = { title: 'GIL', finished: 5, counts: {}, chances: {}, medians }
    const free = { ...story, title: 'no lock', medians: { 'speed-up': 2.1 } }
    expect(gilRelease.headline([story])).toBe('GIL: 1.90 times what one thread does, 2.00 predicted.')
    expect(gilRelease.headline([free, story])).toBe(
      'No lock: 2.10 times what one thread does. GIL: 1.90 times, 2.00 predicted.',
    )
  })
})
