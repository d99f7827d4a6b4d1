import { describe, expect, it } from 'vitest'
import { memory, workReady } from '../../../../src/engine/experiments/work-ready/experiment.ts'
import { gradesOf, judged } from '../../../helpers/judging.ts'

const PARAMS = { workers: 3, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, rounds: 5, prepareMicros: 100 }

function judge(variant: string, passes: readonly [number, number], early: number) {
  const write = (words: ReturnType<typeof memory.bind>) => {
    words.waiters.of(1).passes.store(passes[0])
    words.waiters.of(2).passes.store(passes[1])
    words.waiters.of(2).early.store(early)
    words.waiters.of(1).latencyNanos.value = 500_000
  }
  return judged(workReady, memory, variant, PARAMS, write)
}

describe('work-ready', () => {
  it('is too early where one pass was', () => {
    expect(judge('manual-reset', [5, 5], 0)).toMatchObject({ outcome: 'after-set', failedChecks: [] })
    expect(judge('manual-reset', [5, 5], 1)).toMatchObject({ outcome: 'too-early', failedChecks: [] })
  })

  it('checks that every waiter passed once per round', () => {
    expect(judge('auto-reset', [5, 4], 0).failedChecks).toEqual(['all-passed'])
  })

  it('measures the latency of a wake-up where there is one', () => {
    expect(judge('auto-reset', [5, 5], 0).measures).toMatchObject({ 'wake-latency': 50, throughput: 10_000 })
    expect(judge('sleep-and-hope', [5, 5], 0).measures).not.toHaveProperty('wake-latency')
  })

  it('forbids to events what guesses and late resets are there to show', () => {
    expect(gradesOf(workReady, 'sleep-and-hope')).toMatchObject({ 'too-early': 'interesting' })
    expect(gradesOf(workReady, 'late-reset')).toMatchObject({
      'too-early': 'interesting',
      'signal-missed': 'interesting',
    })
    for (const variant of ['manual-reset', 'auto-reset']) {
      expect(gradesOf(workReady, variant)).toMatchObject({ 'too-early': 'forbidden', 'signal-missed': 'forbidden' })
    }
  })
})
