import { afterAll, describe, expect, it } from 'vitest'
import { WORKER_STATES } from '../../src/contract/frames.ts'
import type { Probe, RunDocument } from '../../src/contract/run-document.ts'
import { createLab } from '../../src/engine/index.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { present } from '../helpers/present.ts'

const lab = createLab({ threads: nodeThreads(), clock: nodeClock, machine: nodeMachine() })
afterAll(() => lab.close())

function run(
  experiment: string,
  variant: string,
  set: Readonly<Record<string, number | string>>,
): Promise<RunDocument> {
  return lab.run(
    { experiment, variants: [variant], set: { trials: 2, warmUp: 0, ...set } },
    { event: () => undefined, frame: () => undefined },
  )
}

function probeOf({ variants }: RunDocument): Probe {
  return present(variants[0]?.probe ?? undefined, 'probe')
}

describe('a probe', () => {
  it('is one more trial that counts in no figure', async () => {
    const document = await run('mutex', 'futex-mutex', { workers: 2, duration: 60 })
    const [variant] = document.variants
    expect(variant?.trials).toHaveLength(2)
    expect(variant?.measures['throughput']?.n).toBe(2)
    expect(probeOf(document)).toMatchObject({ state: 'completed', outcome: 'exact' })
    expect(variant?.checks.find(({ name }) => name === 'probe')).toMatchObject({ failures: 0 })
  })

  it('has in each sample what every worker did and who held which lock', async () => {
    const { atMillis, states, owners } = probeOf(await run('mutex', 'futex-mutex', { workers: 2, duration: 200 }))
    expect(atMillis.length).toBeGreaterThan(3)
    expect(atMillis).toEqual(atMillis.toSorted((a, b) => a - b))
    for (const row of states) {
      expect(row).toHaveLength(2)
      expect(row.every(state => WORKER_STATES[state] !== undefined)).toBe(true)
    }
    const futex = present(owners.find(({ name }) => name === 'futex'))
    expect(futex.owners).toHaveLength(atMillis.length)
    expect(futex.owners.every(owner => owner >= -1 && owner < 2)).toBe(true)
  })

  it('sees that event loops wait, whether events are recorded or not', async () => {
    const waits = WORKER_STATES.indexOf('waits')
    for (const recording of ['off', 'events']) {
      const set = { requests: 5, latency: 40, trials: 1, recording }
      const { states } = probeOf(await run('fetch-all', 'serial', set))
      for (const worker of [0, 1]) {
        const seen = states.filter(row => row[worker] === waits).length
        expect(seen / states.length, `T${String(worker + 1)}, recording ${recording}`).toBeGreaterThan(0.3)
      }
    }
    const { states } = probeOf(await run('mutex', 'futex-mutex', { workers: 2, duration: 60 }))
    expect(states.flat()).not.toContain(waits)
  })

  it('counts the waits that kernels time, and measured trials time none', async () => {
    const { waits, perWorker } = probeOf(await run('mutex', 'futex-mutex', { workers: 2, duration: 60 }))
    const timed = waits.reduce((sum, { count }) => sum + count, 0)
    expect(timed).toBe(perWorker.reduce((sum, own) => sum + own, 0))
    expect(waits.every(({ fromNanos, toNanos }) => fromNanos < toNanos)).toBe(true)
  })

  it('samples how full things are, within their limits', async () => {
    const { levels } = probeOf(await run('bounded-buffer', 'semaphores', { capacity: 4, items: 20_000 }))
    const [level] = levels
    expect(level?.ceiling).toBe(4)
    expect(level?.values.every(value => value >= 0 && value <= 4)).toBe(true)
  })

  it('is left out where no picture needs it', async () => {
    const document = await run('lost-update', 'mutex', { additions: 1000 })
    expect(document.variants[0]?.probe).toBeNull()
  })
})
