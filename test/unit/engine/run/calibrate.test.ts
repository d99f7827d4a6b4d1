import { beforeEach, describe, expect, it } from 'vitest'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { calibrate } from '../../../../src/engine/run/calibrate.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads } from '../../../helpers/fake-threads.ts'
import { present } from '../../../helpers/present.ts'

const STEPS_PER_CPU_MILLI = 1000
const WINDOW = 60
const HOW = { workers: 4, seed: 1, stopped: () => false }

let threads: FakeThreads
let calibrated: () => ReturnType<typeof calibrate>

beforeEach(() => {
  const clock = new FakeClock()
  threads = new FakeThreads(() => undefined)
  const pool = new WorkerPool(threads, clock, 4)
  calibrated = () => calibrate(pool, { threads, clock, machine: fakeMachine() }, HOW)
})

/** Every worker gets a share of a core, and `worth` of a lone worker's steps for each millisecond of it. */
function playing(shareOf: (parties: number) => number, worth: (parties: number) => number): void {
  threads.play = ({ words, finish }) => {
    const parties = words.control.parties.load()
    const cpuMillis = WINDOW * shareOf(parties)
    finish(Math.round(cpuMillis * STEPS_PER_CPU_MILLI * worth(parties)), { millis: WINDOW, cpuMillis })
  }
}

describe('a calibration', () => {
  it('finds on a quiet machine that four workers do four times as much, in CPU seconds of equal worth', async () => {
    playing(
      () => 1,
      () => 1,
    )
    const { speedUp, cpuPerWall, cpuWorth } = present(await calibrated())
    expect([speedUp.median, cpuPerWall.median, cpuWorth?.median]).toEqual([4, 4, 1])
  })

  it('finds what a CPU second is worth less where workers share what is inside a core', async () => {
    playing(
      () => 1,
      parties => (parties === 1 ? 1 : 0.6),
    )
    const { speedUp, cpuWorth } = present(await calibrated())
    expect(speedUp.median).toBeCloseTo(2.4, 6)
    expect(cpuWorth?.median).toBeCloseTo(0.6, 6)
  })

  it('does not take a lone worker without a core for a gain of many', async () => {
    playing(
      parties => (parties === 1 ? 0.25 : 0.75),
      () => 1,
    )
    const { speedUp, cpuPerWall, cpuWorth } = present(await calibrated())
    expect(speedUp.median).toBeCloseTo(12, 6)
    expect(cpuPerWall.median).toBeCloseTo(3, 6)
    expect(cpuWorth?.median).toBeCloseTo(1, 6)
  })

  it('does not count the window in which workers compile their code', async () => {
    const parties: number[] = []
    threads.play = ({ words, generation, finish }) => {
      parties.push(words.control.parties.load())
      finish(generation === 1 ? 1 : STEPS_PER_CPU_MILLI * WINDOW, { millis: WINDOW, cpuMillis: WINDOW })
    }
    const { speedUp, cpuWorth } = present(await calibrated())
    expect([speedUp.median, speedUp.n, cpuWorth?.median, cpuWorth?.n]).toEqual([4, 3, 1, 3])
    // All workers are in it; then three rounds of one alone and all together.
    expect(parties).toEqual([4, 1, 4, 1, 4, 1, 4].flatMap(count => Array.from({ length: count }, () => count)))
  })

  it('is none where a worker got no CPU time at all', async () => {
    playing(
      parties => (parties === 1 ? 0 : 1),
      () => 1,
    )
    expect(await calibrated()).toBeNull()
  })
})
