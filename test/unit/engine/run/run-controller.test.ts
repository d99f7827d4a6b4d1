import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '../../../../src/contract/events.ts'
import { decodeFrame, type Frame } from '../../../../src/contract/frames.ts'
import type { RunObserver } from '../../../../src/contract/lab.ts'
import { runDocumentSchema } from '../../../../src/contract/run-document.ts'
import { runRequestSchema } from '../../../../src/contract/run-request.ts'
import { registry } from '../../../../src/engine/experiments/index.ts'
import { WorkerPool } from '../../../../src/engine/pool/worker-pool.ts'
import { RunController } from '../../../../src/engine/run/run-controller.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../../helpers/fake-threads.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { present } from '../../../helpers/present.ts'

const REQUEST = runRequestSchema.parse({
  experiment: 'lost-update',
  variants: ['atomic-load-store', 'mutex'],
  set: { workers: 2, additions: 10, trials: 3, warmUp: 1, seed: 7 },
})

/** A worker that makes its ten additions; with `atomic-load-store` worker 1 overwrites one of them. */
function work({ attach, variant, finish }: FakeTrial): void {
  const { total } = memory.bind(attach.memory.buffer, EXPERIMENT_OFFSET)
  const lost = variant === 'atomic-load-store' && attach.worker === 1 ? 1 : 0
  total.store(total.load() + 10 - lost)
  finish(10)
}

class Watcher implements RunObserver {
  readonly events: RunEvent[] = []
  readonly frames: Frame[] = []
  onEvent: (event: RunEvent) => void = () => undefined

  event(event: RunEvent): void {
    this.events.push(event)
    this.onEvent(event)
  }

  frame(frame: Float64Array): void {
    this.frames.push(present(decodeFrame(frame)))
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind).filter(kind => kind !== 'phase-changed')
  }
}

let clock: FakeClock
let threads: FakeThreads
let pool: WorkerPool
let controller: RunController
let watcher: Watcher

beforeEach(() => {
  clock = new FakeClock()
  threads = new FakeThreads(work)
  pool = new WorkerPool(threads, clock, 4)
  controller = new RunController({ threads, clock, machine: fakeMachine() }, pool, registry, () => fakeMachine().facts)
  watcher = new Watcher()
})

describe('a run', () => {
  it('tells its start, each counted trial and its end, in this order and with its own id', async () => {
    const run = await controller.run(REQUEST, watcher)
    expect(watcher.kinds()).toEqual([
      'run-started',
      ...Array.from({ length: 6 }, () => 'trial-finished'),
      'run-finished',
    ])
    expect(watcher.events.every(({ runId }) => runId === run.id)).toBe(true)
    expect(watcher.events.at(-1)).toEqual({ kind: 'run-finished', runId: run.id, document: run })
  })

  it('judges what the workers left in memory', async () => {
    const run = await controller.run(REQUEST, watcher)
    expect(runDocumentSchema.parse(run)).toEqual(run)
    expect([run.verdict, run.state, run.seed]).toEqual(['passed', 'completed', 7])
    const [broken, fixed] = run.variants
    expect(broken?.trials.map(({ observed }) => observed)).toEqual(
      Array.from({ length: 3 }, () => ({ expected: 20, actual: 19 })),
    )
    expect(broken?.outcomes.find(({ name }) => name === 'lost')?.count).toBe(3)
    expect(fixed?.trials.map(({ index, outcome, operations }) => [index, outcome, operations])).toEqual([
      [0, 'exact', 20],
      [1, 'exact', 20],
      [2, 'exact', 20],
    ])
    expect(fixed?.trials[0]?.durationMillis).toBe(2)
  })

  it('fails when a variant that must be exact is not', async () => {
    threads.play = trial => {
      work({ ...trial, variant: 'atomic-load-store' })
    }
    const run = await controller.run(REQUEST, watcher)
    expect(run.verdict).toBe('failed')
    expect(run.variants.map(({ verdict }) => verdict)).toEqual(['passed', 'failed'])
  })

  it('sends live frames of the trial that runs, warm-up frames with a negative index', async () => {
    threads.play = trial => {
      trial.words.workers.cells.of(trial.attach.worker).startedNanos.value = clock.nowNanos()
      if (trial.attach.worker === 1) clock.advance(50)
      work(trial)
    }
    await controller.run(REQUEST, watcher)
    expect(watcher.frames.map(({ trial }) => trial)).toEqual([-1, -1, 0, 0, 1, 1, 2, 2])
    expect(watcher.frames.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(clock.pending).toBe(0)
  })

  it('proves nothing when the machine slept in the middle of it', async () => {
    watcher.onEvent = ({ kind }) => {
      if (kind === 'trial-finished') clock.leap(3_600_000)
    }
    const run = await controller.run(REQUEST, watcher)
    expect(run.warnings).toContainEqual(expect.objectContaining({ code: 'clock-jump', invalid: true }))
    expect([run.state, run.verdict]).toEqual(['completed', 'inconclusive'])
    expect(run.variants.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive'])
    expect(run.headline).toContain('the calendar went 3\u202f600\u202fs ahead of the clock')
  })

  it('is refused with BUSY and the id of the run that goes on, which is not disturbed', async () => {
    const first = controller.run(REQUEST, watcher)
    const second = new Watcher()
    const error = await labRejectionOf(controller.run(REQUEST, second))
    const { id, verdict } = await first
    expect(error.code).toBe('BUSY')
    expect(error.message).toContain(id)
    expect(second.events).toEqual([])
    expect(verdict).toBe('passed')
    expect(watcher.kinds().filter(kind => kind === 'run-finished')).toHaveLength(1)
    expect((await controller.run(REQUEST, second)).verdict).toBe('passed')
  })

  it('that does not check out starts nothing, and leaves the way free', async () => {
    const error = await labRejectionOf(controller.run({ ...REQUEST, experiment: 'nothing' }, watcher))
    expect(error.code).toBe('UNKNOWN_EXPERIMENT')
    expect([watcher.events, threads.started]).toEqual([[], []])
    expect((await controller.run(REQUEST, watcher)).state).toBe('completed')
  })

  it('gives another id to every run', async () => {
    const first = await controller.run(REQUEST, watcher)
    const second = await controller.run(REQUEST, watcher)
    expect(first.id).not.toBe(second.id)
    expect(first.id).toMatch(/^lost-update-[0-9a-z]{7}$/)
  })

  it('keeps its workers warm for the next, and ends those beyond the pool', async () => {
    await controller.run(REQUEST, watcher)
    await controller.run(REQUEST, watcher)
    expect(threads.started).toHaveLength(2)
    await controller.run({ ...REQUEST, set: { ...REQUEST.set, workers: 9 } }, watcher)
    expect(threads.started).toHaveLength(9)
    expect(pool.threadCount).toBe(4)
  })
})

describe('a run that is stopped', () => {
  it('before it has begun keeps nothing, marked cancelled', async () => {
    const asked = controller.run(REQUEST, watcher)
    controller.stop()
    const run = await asked
    expect([run.state, run.variants.flatMap(({ trials }) => trials)]).toEqual(['cancelled', []])
    expect((await controller.run(REQUEST, watcher)).state).toBe('completed')
  })

  it('between two trials keeps what was finished, marked cancelled', async () => {
    watcher.onEvent = event => {
      if (event.kind === 'trial-finished' && watcher.kinds().length === 3) controller.stop()
    }
    const run = await controller.run(REQUEST, watcher)
    expect([run.state, run.reason]).toEqual(['cancelled', null])
    expect(run.variants.flatMap(({ trials }) => trials)).toHaveLength(2)
    expect(watcher.kinds().filter(kind => kind === 'run-finished')).toHaveLength(1)
  })

  it('in mid-trial asks its workers by a word, waits for their answer and leaves that trial without an outcome', async () => {
    let asked = 0
    threads.play = trial => {
      if (trial.generation < 4) work(trial)
      else void answerTheStop(trial)
    }
    async function answerTheStop({ words, attach, finish }: FakeTrial): Promise<void> {
      if (attach.worker === 0) controller.stop()
      for (let turn = 0; turn < 1_000 && words.waiting.stop.load() === 0; turn++) await nextTurn()
      asked += 1
      finish(4)
    }
    const running = controller.run(REQUEST, watcher)
    const ticking = letTimePass(running)
    const run = await running
    await ticking
    expect(asked).toBe(2)
    expect(threads.terminated).toEqual([])
    expect(run.state).toBe('cancelled')
    const cut = run.variants.flatMap(({ trials }) => trials).find(({ state }) => state === 'cancelled')
    expect(cut).toMatchObject({ outcome: null, operations: 8 })
  })

  it('with a worker that does not answer has it terminated after the grace time, and the next run works', async () => {
    threads.play = trial => {
      if (trial.attach.worker === 1) controller.stop()
    }
    const running = controller.run(REQUEST, watcher)
    await letTimePass(running)
    expect((await running).state).toBe('cancelled')
    expect(threads.terminated).toHaveLength(2)
    threads.play = work
    expect((await controller.run(REQUEST, watcher)).verdict).toBe('passed')
  })

  it('before its first trial has no trials, and one end', async () => {
    const running = controller.run(REQUEST, watcher)
    controller.stop()
    const run = await running
    expect([run.state, run.verdict]).toEqual(['cancelled', 'inconclusive'])
    expect(watcher.kinds()).toEqual(['run-started', 'run-finished'])
  })
})

describe('a run whose worker dies', () => {
  it('ends crashed with the reason, once, and the next run has a fresh worker', async () => {
    threads.play = trial => {
      if (trial.generation === 3 && trial.attach.worker === 1) trial.die({ code: 3, error: 'Error: out of luck' })
      else work(trial)
    }
    const running = controller.run(REQUEST, watcher)
    await letTimePass(running)
    const run = await running
    expect(run.state).toBe('crashed')
    expect(run.reason).toEqual({ code: 'WORKER_DIED', message: 'worker T2 died: Error: out of luck' })
    expect(watcher.kinds().filter(kind => kind === 'run-finished')).toHaveLength(1)
    const [crashed] = run.variants.flatMap(({ trials }) => trials)
    expect(crashed).toMatchObject({ state: 'crashed', outcome: null, observed: {} })
    threads.play = work
    expect((await controller.run(REQUEST, watcher)).verdict).toBe('passed')
    expect(threads.started).toHaveLength(3)
  })

  it('ends failed, once, when no worker can be started', async () => {
    threads.refuse = () => ({ code: 9, error: 'no such file' })
    const run = await controller.run(REQUEST, watcher)
    expect(run.state).toBe('failed')
    expect(run.reason?.code).toBe('POOL_START_FAILED')
    expect(run.reason?.message).toContain('no such file')
    expect(watcher.kinds()).toEqual(['run-started', 'run-finished'])
    threads.refuse = null
    expect((await controller.run(REQUEST, watcher)).verdict).toBe('passed')
  })

  it('ends failed when a worker was built from other sources', async () => {
    threads.refuse = () => ({ reason: 'it lays memory out otherwise' })
    const run = await controller.run(REQUEST, watcher)
    expect([run.state, run.reason?.code]).toEqual(['failed', 'LAYOUT_MISMATCH'])
  })
})

/** Lets everything else that is ready run. */
function nextTurn(): Promise<unknown> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Lets the fake time go on, a millisecond at a time, until the promise settles. */
async function letTimePass(promise: Promise<unknown>): Promise<void> {
  const pending = new Set([promise])
  const settle = () => pending.delete(promise)
  void promise.then(settle, settle)
  for (let millis = 0; millis < 5_000 && pending.size > 0; millis++) {
    clock.advance(1)
    await nextTurn()
  }
}
