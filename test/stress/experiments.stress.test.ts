import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunDocument } from '../../src/contract/run-document.ts'
import { createLab, type OpenLab } from '../../src/engine/index.ts'
import type { Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import { defaultOf } from '../../src/engine/experiments/kit/params.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { brokenIn } from '../experiments/support/trials.ts'
import { present } from '../helpers/present.ts'
import { share } from '../torture/stress.ts'

/** Of each fixed variant, at default sizes: all of them take hours. */
const TRIALS = 1000
/** Of all trials. */
const MOST_CUT_SHORT = 0.05
/** Of each variant with a crowd of workers: some of these trials last until their time cap. */
const CROWDED_TRIALS = 2
const TIME_CAP_SECONDS = 5

const machine = nodeMachine()
let lab: OpenLab
const report: string[] = []

beforeAll(() => {
  // A crowd takes seconds to start: it is kept from one experiment to the next.
  lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine }, { threadsKept: 64 })
})

afterAll(async () => {
  await lab.close()
  console.log(report.join('\n'))
})

function run(experiment: string, variants: readonly string[], set: Record<string, number>): Promise<RunDocument> {
  return lab.run(
    { experiment, variants: [...variants], set: { seed: 1, ...set } },
    { event: () => undefined, frame: () => undefined },
  )
}

/** What was broken, by variant. */
function broken({ variants }: RunDocument): string[] {
  return variants.flatMap(result => brokenIn(result).map(name => `${result.variant}: ${name}`))
}

/**
 * Until as many trials of each variant as asked for were judged: on a crowded machine a worker may get no core for so long
 * that a trial ends without it. @returns how many trials ended so
 */
async function judge({ id, params }: Experiment, variants: readonly string[], trials: number): Promise<number> {
  const seats = Number(defaultOf(present(params['workers']), machine.facts))
  let cutShort = 0
  let wanting = new Map(variants.map(variant => [variant, trials]))
  for (let seed = 1; wanting.size > 0; seed++) {
    const document = await run(id, [...wanting.keys()], { seed, trials: Math.max(...wanting.values()), workers: seats })
    expect(broken(document)).toEqual([])
    const left = document.variants.map(({ variant, trials: done }) => {
      const judged = done.filter(({ outcome }) => outcome !== null).length
      cutShort += done.length - judged
      return [variant, (wanting.get(variant) ?? 0) - judged] as const
    })
    expect(cutShort, 'trials that ended without a judgement').toBeLessThanOrEqual(
      MOST_CUT_SHORT * trials * variants.length,
    )
    wanting = new Map(left.filter(([, missing]) => missing > 0))
  }
  return cutShort
}

describe.each(experiments)('$id', experiment => {
  const { id, params, variants } = experiment
  const workers = present(params['workers'])
  const most = workers.kind === 'count' ? workers.max : 0

  it(`completes with ${String(most)} workers, and says so where that is more than there are cores`, async () => {
    const before = performance.now()
    const document = await run(id, [], {
      workers: most,
      trials: CROWDED_TRIALS,
      warmUp: 0,
      timeCap: TIME_CAP_SECONDS,
    })
    expect(document.state, document.reason?.message).not.toBe('failed')
    expect(broken(document)).toEqual([])
    // Where another parameter says how many there are, `workers` changes nothing.
    const isCrowd = document.variants.some(result => {
      return experiment.roles(result.params).filter(experiment.wantsCore).length > machine.facts.cores
    })
    expect(document.warnings.some(({ code }) => code === 'oversubscribed')).toBe(isCrowd)
    const ends = document.variants.map(({ variant, trials }) => {
      expect(trials).toHaveLength(CROWDED_TRIALS)
      for (const { state, reason } of trials) if (state !== 'completed') expect(reason).not.toBeNull()
      return `${variant} ${trials.map(({ state, outcome }) => outcome ?? state).join(', ')}`
    })
    const seconds = ((performance.now() - before) / 1000).toFixed(1)
    report.push(`${id}, ${String(most)} workers, ${seconds} s: ${ends.join('; ')}`)
  })

  const fixed = variants
    .map(({ variant }) => variant)
    .filter(variant => experiment.outcomes(variant).every(({ grade }) => grade !== 'interesting'))

  // Where others do the same work, a trial takes seconds.
  const trials = share(experiment.charts.includes('comparison-table') ? TRIALS / 100 : TRIALS)

  it.runIf(fixed.length > 0)(`shows nothing forbidden in ${String(trials)} trials of its fixed variants`, async () => {
    const cutShort = await judge(experiment, fixed, trials)
    const others = cutShort === 0 ? '' : `; ${String(cutShort)} more were cut short and made up for`
    report.push(`${id}: nothing forbidden in ${String(trials)} judged trials each of ${fixed.join(', ')}${others}`)
  })
})
