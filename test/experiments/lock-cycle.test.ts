import { describe, expect, it } from 'vitest'
import { placeOf, workersOf, type Shape } from '../../src/engine/experiments/lock-cycle/experiment.ts'
import { cyclesOf, expectDeadlockCaught, expectDeadlocked, expectRecovered, provedIn } from './support/deadlocks.ts'
import { expectFixed, runSabotaged, runTrials } from './support/trials.ts'

const set = { length: 3, circles: 1, bystanders: 3, limitMillis: 5, stallAfter: 2 }

/** Workers of circle `circle`, in the order in which they wait for each other, from the smallest on. */
function members(shape: Shape, circle = 0): number[] {
  const workers = Array.from({ length: workersOf(shape) }, (_, worker) => worker)
  return workers.filter(worker => {
    const place = placeOf(worker, shape)
    return 'member' in place && Math.floor(place.member / shape.length) === circle
  })
}

describe('lock-cycle on real threads', () => {
  it.each([
    { length: 2, circles: 1, bystanders: 0 },
    { length: 3, circles: 1, bystanders: 3 },
    { length: 7, circles: 1, bystanders: 4 },
    { length: 16, circles: 1, bystanders: 6 },
  ])('names exactly the members of a circle of $length with $bystanders bystanders', async shape => {
    const trials = shape.length < 4 ? 30 : 5
    const document = await runTrials('lock-cycle', { variants: ['cycle'], set: { ...set, ...shape, trials } })
    expectDeadlocked(document, 'cycle')
    for (const cycle of cyclesOf(document, 'cycle')) expect(cycle).toEqual(members(shape))
    for (const { cycle } of provedIn(document, 'cycle')) {
      for (const [index, { holds, waitsFor }] of cycle.entries()) {
        expect(holds).toEqual([`lock[${String(index)}]`])
        expect(waitsFor).toBe(`lock[${String((index + 1) % shape.length)}]`)
      }
    }
  })

  it('takes the acquirer’s own word for a circle of one', async () => {
    const document = await runTrials('lock-cycle', {
      variants: ['cycle'],
      set: { ...set, length: 1, bystanders: 1, trials: 10 },
    })
    expectDeadlocked(document, 'cycle')
    for (const cycle of cyclesOf(document, 'cycle')) expect(cycle).toEqual([1])
  })

  it('finds two circles that stand at once, if not in the same look then when one of them is broken', async () => {
    const shape = { length: 3, circles: 2, bystanders: 2 }
    const document = await runTrials('lock-cycle', {
      variants: ['cycle'],
      set: { ...set, ...shape, after: 'victim', trials: 10 },
    })
    const known = [members(shape), members(shape, 1)]
    for (const cycle of cyclesOf(document, 'cycle')) expect(known).toContainEqual(cycle)
    for (const circle of known) expect(cyclesOf(document, 'cycle')).toContainEqual(circle)
    expectRecovered(document, 'cycle')
  })

  it('proves nothing about an open chain, nor about a circle with a time limit in it', async () => {
    for (const shape of [set, { ...set, length: 8, trials: 3 }, { ...set, length: 1, trials: 5 }]) {
      const document = await runTrials('lock-cycle', { variants: ['chain', 'timed'], set: shape })
      expectFixed(document, 'chain', 'timed')
      expect(document.variants.flatMap(({ deadlocks }) => deadlocks)).toEqual([])
    }
  })

  it('has an oracle that can fail', async () => {
    const document = await runSabotaged('lock-cycle', { variants: ['chain'], set: { ...set, trials: 5 } })
    expectDeadlockCaught(document, 'chain')
  })
})
