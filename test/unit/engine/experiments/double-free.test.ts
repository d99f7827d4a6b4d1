import { describe, expect, it } from 'vitest'
import { doubleFree, memory } from '../../../../src/engine/experiments/double-free/experiment.ts'
import { inTurn, judged } from '../../../helpers/judged.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  objects: 3,
  uses: 2,
  amplifier: 'none',
  spinNanos: 500,
}
const DONE = { operations: 6, perWorker: [3, 3] }
const FIXED = ['atomic-decrement', 'big-lock']
const ALL = ['plain', ...FIXED]

function trial(variant: string, frees: readonly number[], usedAfterFree = 0) {
  const fill = (buffer: SharedArrayBuffer): void => {
    const words = memory.bind(buffer, 0)
    words.frees.items.set(frees)
    words.own.of(1).usedAfterFree.store(usedAfterFree)
  }
  return judged(doubleFree, variant, PARAMS, fill, DONE)
}

describe('double-free', () => {
  it('has every variant of the catalogue', () => {
    expect(doubleFree.variants.map(({ variant }) => variant)).toEqual(ALL)
  })

  it.each(ALL)('grades what %s can come to', variant => {
    const wrong = FIXED.includes(variant) ? 'forbidden' : 'interesting'
    expect(trial(variant, [1, 1, 1])).toMatchObject({ outcome: 'freed-once', grade: 'acceptable', failedChecks: [] })
    expect(trial(variant, [1, 2, 1])).toMatchObject({ outcome: 'miscounted', grade: wrong })
    expect(trial(variant, [1, 0, 1])).toMatchObject({ outcome: 'miscounted', grade: wrong })
    expect(trial(variant, [1, 1, 1], 1)).toMatchObject({ outcome: 'miscounted', grade: wrong })
  })

  it('tells the three faults apart, and looks at no object beyond those that take part', () => {
    expect(trial('plain', [0, 3, 1, 5], 4).measures).toMatchObject({
      'freed-again': 1,
      leaked: 1,
      'used-after-free': 4,
    })
  })

  it.each(ALL)('counts right with %s when one worker alone holds the references', async variant => {
    for (const amplifier of ['none', 'yield']) {
      const params = { ...PARAMS, workers: 1, amplifier }
      const { outcome, failedChecks } = await inTurn(doubleFree, variant, params, [0])
      expect({ outcome, failedChecks }).toEqual({ outcome: 'freed-once', failedChecks: [] })
    }
  })

  it('misses what another worker drops in the gap', async () => {
    const params = { ...PARAMS, workers: 1, objects: 1, uses: 0, amplifier: 'yield' }
    const judgement = await inTurn(doubleFree, 'plain', params, [0], (context, buffer) => {
      // A second reference comes, and its holder lets go of it while the first one is being dropped.
      const counts = memory.bind(buffer, 0).counts.items
      counts[0] = 2
      context.inTheGap = () => (counts[0] = 1)
    })
    expect(judgement).toMatchObject({ outcome: 'miscounted', observed: { leaked: 1 } })
  })

  it.each(ALL)('ends %s when a stop is asked for', async variant => {
    const { observed } = await inTurn(doubleFree, variant, PARAMS, [0], context => (context.stopped = true))
    expect(observed['leaked']).toBe(3)
  })
})
