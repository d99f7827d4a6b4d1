import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Trial } from '../../src/contract/run-document.ts'
import { compareArms } from '../../src/engine/analysis/paired-comparison.ts'
import { createLab, type OpenLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { present } from '../helpers/present.ts'
import { share } from '../torture/stress.ts'

/** The comparison, of what this machine really measured and not of what a noise model says. */

const ADDITIONS = 2_000_000
const PAIRS = 8
const COMPARISONS = share(100)

let lab: OpenLab

beforeAll(() => {
  lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() }, { threadsKept: 1 })
})

afterAll(async () => {
  await lab.close()
})

async function trialsOf(additions: number, trials: number): Promise<readonly Trial[]> {
  const { variants } = await lab.run(
    {
      experiment: 'lost-update',
      variants: ['per-worker-sum'],
      set: { workers: 1, additions, trials, warmUp: 1, seed: 1 },
    },
    { event: () => undefined, frame: () => undefined },
  )
  return present(variants[0]).trials
}

it(`shows no difference between a variant and itself in 95 of 100 comparisons (${COMPARISONS} here)`, async () => {
  const said: string[] = []
  for (let comparison = 0; comparison < COMPARISONS; comparison++) {
    const millis = (await trialsOf(ADDITIONS, 2 * PAIRS)).map(({ durationMillis }) => durationMillis)
    // Two trials are a round, every second one backwards, as two variants of a run would take turns.
    const arm = (second: boolean): number[] =>
      Array.from({ length: PAIRS }, (_, round) => present(millis[2 * round + Number(second !== (round % 2 === 1))]))
    said.push(compareArms({ base: arm(false), subject: arm(true), pairing: 'rounds', better: 'less' }).says)
  }
  const same = said.filter(one => one === 'no-difference').length
  console.log(`A/A: no difference in ${same} of ${COMPARISONS}`)
  expect(same / COMPARISONS).toBeGreaterThanOrEqual(0.95)
})

it('measures three times the work as three times the work, within 10 %', async () => {
  const [base, subject]: [number[], number[]] = [[], []]
  for (let round = 0; round < 30; round++) {
    const order = round % 2 === 0 ? [1, 3] : [3, 1]
    for (const times of order) {
      const [trial] = await trialsOf(times * ADDITIONS, 1)
      const arm = times === 1 ? base : subject
      arm.push(present(trial).durationMillis)
    }
  }
  const found = compareArms({ base, subject, pairing: 'rounds', better: 'less' })
  console.log('three times the work:', found)
  expect(found.says).toBe('slower')
  if (found.says !== 'nothing') expect(Math.abs(found.ratio / 3 - 1)).toBeLessThan(0.1)
})
