import { beforeEach, describe, expect, it } from 'vitest'
import { decodeFrame, WORKER_STATES, type Frame } from '../../../../src/contract/frames.ts'
import { Sampler } from '../../../../src/engine/telemetry/sampler.ts'
import { Word } from '../../../../src/engine/memory/cells.ts'
import { PHASE, workerCellsLayout, type WorkerCells } from '../../../../src/engine/telemetry/worker-cells.ts'
import type { SeenWorkers } from '../../../../src/engine/telemetry/worker-state.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { present } from '../../../helpers/present.ts'

const PERIOD = 50

let clock: FakeClock
let frames: Frame[]
let sampler: Sampler
let cells: readonly WorkerCells[]
let epochs: readonly Word[]
let asleep: Set<number>
let seen: SeenWorkers

beforeEach(() => {
  clock = new FakeClock(10_000)
  frames = []
  sampler = new Sampler(clock, frame => frames.push(present(decodeFrame(frame), 'frame of this format')), 9_000)
  epochs = [0, 4].map(address => new Word(new SharedArrayBuffer(8), address))
  cells = workerCellsLayout.bind(new SharedArrayBuffer(workerCellsLayout.byteLength), 0).cells.first(2)
  asleep = new Set()
  seen = { cells, epochs, isAsleep: worker => asleep.has(worker) }
})

function start(worker: number, atMillis = clock.nowMillis()): void {
  const cell = present(cells[worker])
  cell.startedNanos.value = atMillis * 1e6
  cell.phase.store(PHASE.measuring)
}

function count(worker: number, operations: number): void {
  present(cells[worker]).operations.cell[0] = operations
}

describe('a sampler', () => {
  it('shows nothing before the last worker measures', () => {
    const end = sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD)
    start(0)
    clock.advance(PERIOD)
    present(cells[1]).phase.store(PHASE.atStartLine)
    clock.advance(3 * PERIOD)
    expect(frames).toEqual([])
    start(1)
    clock.advance(PERIOD)
    expect(frames).toHaveLength(1)
    end()
  })

  it('measures the first interval from the first worker over the start line', () => {
    sampler.watch({ arm: 2, trial: -1, workers: seen })
    clock.advance(30)
    start(1)
    clock.advance(5)
    start(0)
    count(0, 100)
    count(1, 200)
    clock.advance(PERIOD)
    expect(frames).toEqual([
      {
        sequence: 1,
        arm: 2,
        trial: -1,
        runMillis: 1_050,
        atMillis: 20,
        intervalMillis: 20,
        latenessMillis: 0,
        operations: [100, 200],
        states: [2, 2],
        tiles: null,
      },
    ])
  })

  it('shows the image that workers are at, as it is at each sample', () => {
    const owners = Int32Array.of(1, 0, 0, 0)
    sampler.watch({ arm: 0, trial: 0, workers: seen, tiles: { columns: 2, owners: () => owners } })
    start(0)
    start(1)
    clock.advance(PERIOD)
    owners[3] = 2
    clock.advance(PERIOD)
    expect(frames.map(({ tiles }) => tiles)).toEqual([
      { columns: 2, owners: [1, 0, 0, 0] },
      { columns: 2, owners: [1, 0, 0, 2] },
    ])
  })

  it('shows what each worker does: running, blocked in a wait, or done', () => {
    start(0)
    start(1)
    present(epochs[1]).store(7)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD)
    present(epochs[1]).store(8)
    present(cells[0]).phase.store(PHASE.finished)
    clock.advance(PERIOD)
    expect(frames.map(({ states }) => states.map(state => WORKER_STATES[state]))).toEqual([
      ['runs', 'blocked'],
      ['finished', 'runs'],
    ])
  })

  it('shows that an event loop waits, not what it did before its kernel began or was done', () => {
    start(0)
    start(1)
    asleep = new Set([0, 1])
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD)
    asleep.delete(0)
    present(cells[1]).phase.store(PHASE.finished)
    clock.advance(PERIOD)
    expect(frames.map(({ states }) => states.map(state => WORKER_STATES[state]))).toEqual([
      ['waits', 'waits'],
      ['runs', 'finished'],
    ])
  })

  it('takes who waits on a shared word for blocked, whatever its event loop does', () => {
    start(0)
    start(1)
    asleep = new Set([1])
    present(epochs[1]).store(7)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD)
    expect(WORKER_STATES[present(frames[0]).states[1] ?? 0]).toBe('blocked')
  })

  it('gives every later frame its own interval and time since the start', () => {
    start(0)
    start(1)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(3 * PERIOD)
    expect(frames.map(frame => [frame.sequence, frame.atMillis, frame.intervalMillis])).toEqual([
      [1, 50, 50],
      [2, 100, 50],
      [3, 150, 50],
    ])
  })

  it('says how late a starved sample is, with the interval that it really covers', () => {
    start(0)
    start(1)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD)
    clock.starve(170)
    clock.advance(PERIOD)
    expect(frames.map(frame => [frame.intervalMillis, frame.latenessMillis])).toEqual([
      [50, 0],
      [170, 120],
      [50, 0],
    ])
  })

  it('unwraps a live count that wraps at 2^31 and at 2^32', () => {
    start(0)
    start(1)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    const counts = [2 ** 30, 2 ** 31 - 1, 2 ** 31 + 7, 2 ** 32 - 1, 2 ** 32 + 5, 3 * 2 ** 32 - 1 - 2 ** 32, 2 ** 33 + 1]
    for (const operations of counts) {
      count(0, operations)
      clock.advance(PERIOD)
    }
    expect(frames.map(frame => frame.operations[0])).toEqual(counts)
    expect(frames.every(frame => frame.operations[1] === 0)).toBe(true)
  })

  it('begins every trial at zero and counts its frames through the run', () => {
    start(0)
    start(1)
    const end = sampler.watch({ arm: 0, trial: 0, workers: seen })
    count(0, 2 ** 31 + 3)
    clock.advance(PERIOD)
    end()
    count(0, 4)
    sampler.watch({ arm: 1, trial: 0, workers: seen })
    clock.advance(PERIOD)
    expect(frames.map(({ sequence, arm, operations }) => [sequence, arm, operations[0]])).toEqual([
      [1, 0, 2 ** 31 + 3],
      [2, 1, 4],
    ])
  })

  it('goes on to show a trial whose workers end one by one', () => {
    start(0)
    start(1)
    sampler.watch({ arm: 0, trial: 0, workers: seen })
    present(cells[0]).phase.store(PHASE.finished)
    count(1, 9)
    clock.advance(PERIOD)
    expect(frames[0]?.operations).toEqual([0, 9])
  })

  it('records what it showed, sample by sample, and stops when it is told to', () => {
    start(0)
    start(1)
    const end = sampler.watch({ arm: 0, trial: 7, workers: seen })
    count(0, 10)
    clock.advance(PERIOD)
    count(1, 20)
    clock.advance(PERIOD)
    expect(end()).toEqual({
      trial: 7,
      atMillis: [50, 100],
      latenessMillis: [0, 0],
      operations: [
        [10, 0],
        [10, 20],
      ],
    })
    clock.advance(10 * PERIOD)
    expect(frames).toHaveLength(2)
    expect(clock.pending).toBe(0)
  })

  it('has no series for a trial that ended before a sample', () => {
    const end = sampler.watch({ arm: 0, trial: 0, workers: seen })
    clock.advance(PERIOD - 1)
    expect(end()).toBeNull()
  })
})
