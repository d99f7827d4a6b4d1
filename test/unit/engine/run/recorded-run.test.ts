import { beforeEach, describe, expect, it } from 'vitest'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { runRequestSchema } from '../../../../src/contract/run-request.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { RunController } from '../../../../src/engine/run/run-controller.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../../helpers/fake-threads.ts'

const REQUEST = runRequestSchema.parse({
  experiment: 'lost-update',
  variants: ['atomic-load-store', 'mutex'],
  set: { workers: 2, additions: 10, trials: 3, warmUp: 1, seed: 7 },
})

function work({ attach, finish }: FakeTrial): void {
  const { total } = memory.bind(attach.memory.buffer, EXPERIMENT_OFFSET)
  total.store(total.load() + 10)
  finish(10)
}

const watcher = { event: () => undefined, frame: () => undefined }
let threads: FakeThreads
let controller: RunController

beforeEach(() => {
  const clock = new FakeClock()
  threads = new FakeThreads(work)
  const pool = new WorkerPool(threads, clock, 4)
  const machine = fakeMachine()
  controller = new RunController({ threads, clock, machine }, pool, registry, () => machine.facts)
})

describe('a run that records events', () => {
  const RECORDED = { ...REQUEST, set: { ...REQUEST.set, recording: 'events' } }

  it('has no other trials and figures than one that does not', async () => {
    const plain = await controller.run(REQUEST, watcher)
    const run = await controller.run(RECORDED, watcher)
    expect(runDocumentSchema.parse(run)).toEqual(run)
    expect(run.variants.map(({ trials, measures }) => [trials, measures])).toEqual(
      plain.variants.map(({ trials, measures }) => [trials, measures]),
    )
    expect(plain.variants.map(({ probe, instruments }) => [probe, instruments])).toEqual([
      [null, []],
      [null, []],
    ])
    expect(plain.warnings.map(({ code }) => code)).not.toContain('recording-on')
  })

  it('says in its document and in a warning what recording cost', async () => {
    const run = await controller.run(RECORDED, watcher)
    for (const { probe, instruments } of run.variants) {
      expect(probe?.recording).toMatchObject({ kept: 0, dropped: 0 })
      expect(instruments).toEqual([
        { name: 'event recording', ratio: { unit: 'ratio', median: 1, low: 1, high: 1, n: 6 } },
      ])
    }
    const warning = run.warnings.find(({ code }) => code === 'recording-on')
    expect(warning?.message).toContain(
      'it was not shown to cost anything in atomic-load-store (0 to 0\u202f%) and mutex (0 to 0\u202f%)',
    )
  })

  it('turns recording on in the probe and in half of the pairs, and in nothing that counts', async () => {
    const seen: string[] = []
    threads.play = trial => {
      const { recording } = trial.words.waiting
      const { probing } = trial.words.control
      if (trial.attach.worker === 0 && trial.variant === 'mutex') seen.push(`${recording.load()}${probing.load()}`)
      work(trial)
    }
    await controller.run(RECORDED, watcher)
    expect(seen).toEqual([
      ...['00', '00', '00', '00'],
      '11',
      ...['00', '10', '10', '00', '00', '10', '10', '00', '00', '10', '10', '00'],
    ])
  })

  it('does not compare trials of a variant whose probe did not complete', async () => {
    threads.play = trial => {
      if (trial.words.control.probing.load() === 1) trial.die({ code: 1, error: null })
      else work(trial)
    }
    const run = await controller.run(RECORDED, watcher)
    expect(run.variants[0]?.instruments).toEqual([{ name: 'event recording', ratio: null }])
    expect(run.warnings.find(({ code }) => code === 'recording-on')?.message).toContain('was not measured')
  })
})
