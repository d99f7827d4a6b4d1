import { describe, expect, it } from 'vitest'
import { ioOrCpu, memory, TASKS } from '../../../../src/engine/experiments/io-or-cpu/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, waitMillis: 1, size: 100 }

function sumOf(task: number): number {
  let sum = 0
  for (let n = task * PARAMS.size + 1; n <= (task + 1) * PARAMS.size; n++) sum += Math.sqrt(n)
  return sum
}

const numberOf = (task: number): number => task + 1

function judge(variant: string, resultOf: (task: number) => number, most = 0, operations = TASKS) {
  const write = (words: ReturnType<typeof memory.bind>): void => {
    for (let task = 0; task < TASKS; task++) words.results.items[task] = resultOf(task)
    words.most.store(most)
    words.wallNanos.value = 5e6
  }
  return judged(ioOrCpu, memory, variant, PARAMS, write, [operations])
}

describe('io-or-cpu', () => {
  it('knows eight waits and eight sums by their results', () => {
    expect(judge('waits-threads', numberOf)).toMatchObject({
      outcome: 'waited',
      failedChecks: [],
      measures: { wall: 5 },
    })
    expect(judge('computes-threads', sumOf)).toMatchObject({ outcome: 'computed', failedChecks: [] })
    expect(judge('computes-threads', task => (task === 4 ? 0 : sumOf(task))).outcome).toBe('wrong')
    expect(judge('waits-loop', numberOf, 0, 7).failedChecks).toEqual(['all-counted'])
  })

  it('forbids the results of the other half', () => {
    for (const { variant } of ioOrCpu.variants) {
      const [own, other] = variant.startsWith('waits') ? ['waited', 'computed'] : ['computed', 'waited']
      expect(gradesOf(ioOrCpu, variant)).toEqual({
        [own]: 'acceptable',
        [other]: 'forbidden',
        wrong: 'forbidden',
        'two-under-the-lock': 'forbidden',
      })
    }
  })

  it('forbids two that compute under the one lock, whatever they come to', () => {
    expect(judge('computes-gil-simulated', sumOf, 1).outcome).toBe('computed')
    expect(judge('computes-gil-simulated', sumOf, 2).outcome).toBe('two-under-the-lock')
  })

  it('says in the titles what is simulated', () => {
    const simulated = ioOrCpu.variants
      .filter(({ title }) => title.includes('(SIMULATED)'))
      .map(({ variant }) => variant)
    expect(simulated).toEqual(['waits-gil-simulated', 'computes-gil-simulated'])
  })
})
