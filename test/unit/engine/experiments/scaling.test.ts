import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leap, next } from '../../../../src/engine/experiments/scaling/arithmetic.ts'
import { memory, scaling, serialSteps } from '../../../../src/engine/experiments/scaling/experiment.ts'
import { scalingStory } from '../../../../src/engine/experiments/scaling/story.ts'
import { present } from '../../../helpers/present.ts'
import { FakeRoleContext } from '../../../helpers/role-context.ts'

const PARAMS = {
  workers: 2,
  trials: 1,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  duration: 5,
  steps: 7,
  serial: 20,
  curve: 'off',
}
const TIMING = { measuredMillis: 1, cpuMillis: 1, waits: 0 }
const VARIANTS = scaling.variants.map(({ variant }) => variant)

/** One buffer for all: it is big. */
const buffer = new SharedArrayBuffer(memory.byteLength)

async function played(variant: string, tamper: (words: ReturnType<typeof memory.bind>) => void = () => undefined) {
  new Uint8Array(buffer, 0, memory.clearedBytes).fill(0)
  const attached = scaling.attach(buffer, 0)
  attached.prepare(PARAMS)
  const run = await attached.loadKernels()
  const perWorker = [0, 1].map(worker => {
    const context = new FakeRoleContext(worker, buffer)
    context.beforeBatch = () => (context.stopped = context.batches === worker + 1)
    void run(variant, PARAMS, context)
    return context.completed
  })
  tamper(memory.bind(buffer, 0))
  const operations = perWorker.reduce((sum, own) => sum + own, 0)
  return { perWorker, judgement: attached.judge(variant, PARAMS, { operations, perWorker }, TIMING) }
}

describe('the arithmetic', () => {
  it('leaps to where its steps lead', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(5_000), (state, steps) => {
        let x = state
        for (let step = 0; step < steps; step++) x = next(x)
        expect(leap(state, steps)).toBe(x)
      }),
    )
  })

  it('leaps as far as numbers go, in parts or at once', () => {
    const [far, near] = [2 ** 40 + 12_345, 2 ** 33 + 7]
    expect(leap(leap(1, far), near)).toBe(leap(1, far + near))
  })
})

describe('scaling', () => {
  it.each(VARIANTS)('leaves the words of %s as its oracle works them out, also when stopped', async variant => {
    const { perWorker, judgement } = await played(variant)
    expect(perWorker[1]).toBe(2 * present(perWorker[0]))
    expect(judgement).toMatchObject({ outcome: 'exact', failedChecks: [], observed: { wrongWords: 0 } })
  })

  it.each<readonly [string, (words: ReturnType<typeof memory.bind>) => void]>([
    [
      'shared-atomic',
      words => {
        words.counter.store(words.counter.load() - 1)
      },
    ],
    [
      'one-mutex',
      words => {
        words.guarded.store(words.guarded.load() - 1)
      },
    ],
    [
      'partly-serial',
      words => {
        words.guarded.store(next(words.guarded.load()))
      },
    ],
    [
      'independent',
      words => {
        words.own.of(1).state.store(0)
      },
    ],
    [
      'memory-bandwidth',
      words => {
        words.own.of(0).sum.store(1)
      },
    ],
    [
      'neighbours',
      words => {
        words.neighbours.items[1] = 0
      },
    ],
    [
      'neighbours',
      words => {
        words.counter.store(1)
      },
    ],
  ])('forbids what is not right after %s', async (variant, tamper) => {
    const { judgement } = await played(variant, tamper)
    expect(judgement).toMatchObject({ outcome: 'wrong', observed: { wrongWords: 1 } })
    expect(scaling.outcomes(variant).find(({ name }) => name === 'wrong')?.grade).toBe('forbidden')
  })

  it('checks that reported and written operations agree', () => {
    new Uint8Array(buffer, 0, memory.clearedBytes).fill(0)
    const attached = scaling.attach(buffer, 0)
    attached.prepare(PARAMS)
    const judgement = attached.judge('independent', PARAMS, { operations: 4, perWorker: [4, 0] }, TIMING)
    expect(judgement.failedChecks).toEqual(['operations-add-up'])
  })

  it('puts the share under the lock that was asked for', () => {
    expect([0, 5, 20, 100].map(serial => serialSteps({ steps: 10_000, serial }))).toEqual([0, 500, 2_000, 10_000])
  })

  it('tells which workload came farthest, and which gained nothing', () => {
    const story = (title: string, ratios: readonly number[]) => ({
      title,
      finished: 5,
      counts: {},
      chances: {},
      medians: { throughput: 5 },
      curve: {
        points: ratios.map((value, index) => ({
          workers: index + 1,
          planned: 1,
          samples: [value],
          throughput: null,
          speedUp: { value, low: null, high: null },
        })),
        fittedTo: [],
        amdahl: null,
        usl: null,
        refusal: null,
      },
    })
    const stories = [
      story('one mutex', [1, 0.5]),
      story('reading memory', [1, 1.4]),
      story('independent computing', [1, 2]),
    ]
    expect(scalingStory(stories)).toBe(
      'The most that more workers brought: 2.00×, to independent computing with 2 workers. ' +
        'One mutex: no speed-up shown.',
    )
    const { curve: _, ...without } = story('one mutex', [])
    expect(scalingStory([without])).toBe('Every word is right.')
  })
})
