import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../../src/contract/events.ts'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { runRequestSchema } from '../../../../src/contract/run-request.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { RunController } from '../../../../src/engine/run/run-controller.ts'
import { buildReport } from '../../../../src/engine/report/build-report.ts'
import { toMarkdown } from '../../../../src/engine/report/to-markdown.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../../helpers/fake-threads.ts'

const REQUEST = runRequestSchema.parse({
  experiment: 'lost-update',
  variants: ['atomic-load-store', 'mutex'],
  set: { workers: 2, additions: 10, trials: 2, warmUp: 1, seed: 7, curve: 'workers' },
})

/** Of six points on four cores, the one that is asked for is the variant's own. */
const BESIDE = 2 * 2 * 5

/** A worker that makes its ten additions; in the calibration nobody can work on a clock that stands still. */
function work({ attach, finish }: FakeTrial): void {
  if (attach.experiment !== 'lost-update') {
    finish(1)
    return
  }
  const { total } = memory.bind(attach.memory.buffer, EXPERIMENT_OFFSET)
  total.store(total.load() + 10)
  finish(10)
}

let threads: FakeThreads
let controller: RunController
let events: RunEvent[]
let onEvent: (event: RunEvent) => void

beforeEach(() => {
  const clock = new FakeClock()
  threads = new FakeThreads(work)
  const pool = new WorkerPool(threads, clock, 4)
  const machine = fakeMachine()
  controller = new RunController({ threads, clock, machine }, pool, registry, () => machine.facts)
  events = []
  onEvent = () => undefined
})

function run() {
  return controller.run(REQUEST, {
    event: event => {
      events.push(event)
      onEvent(event)
    },
    frame: () => undefined,
  })
}

describe('a run with a workers curve', () => {
  it('keeps the trials of the variants as they are without one, and has the others in its points', async () => {
    const document = await run()
    expect(runDocumentSchema.parse(document)).toEqual(document)
    for (const { trials, curve, outcomes, workers } of document.variants) {
      expect([trials.length, workers]).toEqual([2, 2])
      expect(outcomes.reduce((sum, { count }) => sum + count, 0)).toBe(2)
      expect(curve?.points.map(own => [own.workers, own.planned, own.samples.length])).toEqual(
        [1, 2, 3, 4, 6, 8].map(count => [count, 2, 2]),
      )
    }
    expect(document.variants.map(({ checks }) => checks.at(-1))).toMatchObject([
      { name: 'curve', failures: 0, of: 10 },
      { name: 'curve', failures: 0, of: 10 },
    ])
  })

  it('runs each trial with as many workers as its point has', async () => {
    const parties = new Map<string, Set<number>>()
    threads.play = trial => {
      if (trial.attach.experiment === 'lost-update') {
        const key = `${trial.variant} ${String(trial.params['workers'])}`
        parties.set(key, (parties.get(key) ?? new Set()).add(trial.attach.worker))
      }
      work(trial)
    }
    await run()
    expect(Object.fromEntries([...parties].map(([key, workers]) => [key, workers.size]))).toEqual(
      Object.fromEntries(
        ['atomic-load-store', 'mutex'].flatMap(variant =>
          [1, 2, 3, 4, 6, 8].map(count => [`${variant} ${String(count)}`, count]),
        ),
      ),
    )
  })

  it('calibrates before its first trial and after its last, and tells how far the points have come', async () => {
    await run()
    const told = events.flatMap(event => {
      if (event.kind === 'phase-changed') return [event.phase]
      return event.kind === 'trial-finished' || event.kind === 'curve-advanced' ? ['trial'] : []
    })
    const phases = told.filter((word, index) => word !== told[index - 1])
    expect([phases[0], ...phases.slice(-2)]).toEqual(['calibrating', 'trial', 'calibrating'])
    const progress = events.flatMap(event => (event.kind === 'curve-advanced' ? [event.progress] : []))
    expect(progress.map(({ done, planned }) => [done, planned])).toEqual(
      Array.from({ length: BESIDE }, (_, index) => [index + 1, BESIDE]),
    )
    expect(events.filter(({ kind }) => kind === 'trial-finished')).toHaveLength(4)
  })

  it('refuses a law where the machine could not be calibrated, in the document and in the report', async () => {
    const document = await run()
    expect(document.ceiling).toBeNull()
    expect(document.variants.map(({ curve }) => curve?.refusal)).toEqual([
      { code: 'not-calibrated' },
      { code: 'not-calibrated' },
    ])
    const report = toMarkdown(buildReport(document, null, []))
    expect(report).toContain('## Throughput against workers')
    expect(report).toContain('| speed-up over one worker | 1 | 2 | 3 | 4 | 6 (more than cores) | 8 (more than cores) |')
    expect(report).toContain('No law is fitted')
  })

  it('fails for a forbidden outcome with another number of workers than was asked for', async () => {
    threads.play = trial => {
      work(trial)
      if (trial.attach.experiment !== 'lost-update' || trial.params['workers'] !== 6) return
      if (trial.variant !== 'mutex' || trial.attach.worker !== 0) return
      const { total } = memory.bind(trial.attach.memory.buffer, EXPERIMENT_OFFSET)
      total.store(total.load() - 1)
    }
    const document = await run()
    expect(document.variants.map(({ verdict }) => verdict)).toEqual(['passed', 'failed'])
    const check = document.variants[1]?.checks.find(({ name }) => name === 'curve')
    expect(check).toMatchObject({ failures: 2, of: 10 })
    expect(check?.description).toContain('with 6 workers')
    expect(document.headline).toBe('mutex: check curve failed in 2 of 10 trials.')
  })

  it('keeps what it has when it is stopped among its points', async () => {
    onEvent = event => {
      if (event.kind === 'curve-advanced' && event.progress.done === 3) controller.stop()
    }
    const document = await run()
    expect(document.state).toBe('cancelled')
    expect(runDocumentSchema.parse(document)).toEqual(document)
    const samples = document.variants.flatMap(({ curve }) => curve?.points ?? []).map(own => own.samples.length)
    expect(samples.reduce((sum, own) => sum + own, 0)).toBe(
      3 + document.variants.reduce((sum, { trials }) => sum + trials.length, 0),
    )
    expect(document.variants[0]?.curve?.refusal?.code).toBe('too-few-points')
  })

  it('ends as crashed when a worker dies in one of its points', async () => {
    threads.play = trial => {
      if (trial.params['workers'] === 4 && trial.attach.worker === 0 && trial.attach.experiment === 'lost-update') {
        trial.die({ code: 1, error: null })
      } else work(trial)
    }
    expect((await run()).state).toBe('crashed')
  })
})
