import { beforeEach, describe, expect, it } from 'vitest'
import { toLabError } from '../../../../src/base/errors.ts'
import { sweepDocumentSchema, type SweepDocument } from '../../../../src/contract/sweep.ts'
import type { SweepEvent, SweepObserver } from '../../../../src/contract/sweep-events.ts'
import type { SweepRequestInput } from '../../../../src/contract/sweep-request.ts'
import { createLab, type OpenLab } from '../../../../src/engine/index.ts'
import { memory } from '../../../../src/engine/experiments/lost-update/experiment.ts'
import { EXPERIMENT_OFFSET } from '../../../../src/engine/pool/session-memory.ts'
import { FakeClock } from '../../../helpers/fake-clock.ts'
import { fakeMachine } from '../../../helpers/fake-machine.ts'
import { FakeThreads, type FakeTrial } from '../../../helpers/fake-threads.ts'
import { labRejectionOf } from '../../../helpers/lab-error-of.ts'
import { dataFolderOfTest, openStore } from '../../../helpers/stored-runs.ts'

/** A worker that makes all its additions; in calibrations nobody can work on a clock that stands still. */
function work({ attach, params, finish }: FakeTrial): void {
  if (attach.experiment !== 'lost-update') {
    finish(1)
    return
  }
  const additions = Number(params['additions'])
  const { total } = memory.bind(attach.memory.buffer, EXPERIMENT_OFFSET)
  total.store(total.load() + additions)
  finish(additions)
}

const REQUEST: SweepRequestInput = {
  experiment: 'lost-update',
  variants: ['mutex'],
  set: { workers: 2, trials: 2, warmUp: 0, seed: 7 },
  over: [{ parameter: 'additions', values: [10, 20, 30, 40, 50] }],
}

let threads: FakeThreads
let folder: string
let events: SweepEvent[]
let onEvent: (event: SweepEvent) => unknown
let lab: OpenLab

const observer: SweepObserver = {
  sweep: event => {
    events.push(event)
    onEvent(event)
  },
}

function open(inFolder: string | null, nowMillis?: number): OpenLab {
  const ports = { threads, clock: new FakeClock(nowMillis), machine: fakeMachine() }
  return createLab(inFolder === null ? ports : { ...ports, runs: openStore(inFolder) })
}

/** Stops the lab once so many points are there. */
function stopsAfter(points: number): void {
  let done = 0
  onEvent = event => {
    if (event.kind === 'sweep-advanced' && (done += 1) === points) void lab.stop()
  }
}

/** What does not depend on when it was measured. */
function timeless({ points, ...sweep }: SweepDocument): unknown {
  return {
    ...sweep,
    startedAt: '',
    durationMillis: 0,
    sittings: [],
    points: points.map(({ startedAt: _startedAt, durationMillis: _durationMillis, ...point }) => point),
  }
}

beforeEach(() => {
  threads = new FakeThreads(work)
  folder = dataFolderOfTest()
  events = []
  onEvent = () => undefined
  lab = open(folder)
})

describe('a sweep', () => {
  it('measures every point, tells of each, and is kept as one object', async () => {
    const sweep = await lab.sweep(REQUEST, observer)
    expect(sweepDocumentSchema.parse(sweep)).toEqual(sweep)
    expect(sweep).toMatchObject({ state: 'completed', verdict: 'passed', shards: [], machines: [{}] })
    expect(sweep.points.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4])
    expect(sweep.points.map(({ values }) => values['additions']).toSorted()).toEqual([10, 20, 30, 40, 50])
    expect(
      sweep.points.map(({ variants }) => variants[0]?.outcomes.find(({ name }) => name === 'exact')?.count),
    ).toEqual([2, 2, 2, 2, 2])
    expect(events.map(({ kind }) => kind)).toEqual([
      'sweep-started',
      ...Array.from({ length: 5 }, () => ['sweep-point-started', 'sweep-advanced']).flat(),
      'sweep-finished',
    ])
    expect(events.flatMap(event => ('left' in event ? [event.left] : []))).toEqual([5, 4, 3, 2, 1, 0])
    expect(events.at(-1)).toMatchObject({ keeping: { saved: true } })
    const { entries } = await lab.history.list({})
    expect(entries).toMatchObject([{ id: sweep.id, kind: 'sweep', state: 'completed', headline: sweep.headline }])
    expect((await lab.history.openSweep(sweep.id)).document).toEqual(sweep)
  })

  it('that is stopped before its first point has none, and can go on', async () => {
    const asked = lab.sweep(REQUEST, observer)
    void lab.stop()
    const { id, state, points } = await asked
    expect([state, points]).toEqual(['cancelled', []])
    expect(await lab.resumeSweep(id, observer)).toMatchObject({ id, state: 'completed', points: [{}, {}, {}, {}, {}] })
  })

  it('keeps each point before the next one begins', async () => {
    const story: string[] = []
    const store = openStore(folder)
    const keeps = store.keepSweep.bind(store)
    store.keepSweep = async (sweep, how) => {
      const isKept = await keeps(sweep, how)
      story.push(`${sweep.points.length} kept`)
      return isKept
    }
    onEvent = ({ kind }) => {
      if (kind === 'sweep-point-started') story.push('a point')
    }
    await createLab({ threads, clock: new FakeClock(), machine: fakeMachine(), runs: store }).sweep(REQUEST, observer)
    expect(story).toEqual([...[0, 1, 2, 3, 4].flatMap(points => [`${points} kept`, 'a point']), '5 kept', '5 kept'])
  })

  it('stops where it is asked to, keeps what it has, and goes on from there', async () => {
    stopsAfter(2)
    const cut = await lab.sweep(REQUEST, observer)
    expect(cut).toMatchObject({ state: 'cancelled', verdict: 'inconclusive' })
    expect(cut.points).toHaveLength(2)
    expect((await lab.history.openSweep(cut.id)).document).toEqual(cut)
    onEvent = () => undefined
    events = []
    const whole = await open(folder, 60_000).resumeSweep(null, observer)
    expect(events[0]).toMatchObject({ kind: 'sweep-started', left: 3 })
    expect(whole).toMatchObject({ id: cut.id, state: 'completed', verdict: 'passed' })
    expect(whole.points.slice(0, 2)).toEqual(cut.points)
    expect(whole.sittings).toHaveLength(2)
    expect(timeless(whole)).toEqual(timeless(await open(null).sweep(REQUEST, observer)))
    expect((await lab.history.list({})).entries).toHaveLength(1)
  })

  it('goes on when it is asked for again, and refuses when nothing is left', async () => {
    stopsAfter(1)
    await lab.sweep(REQUEST, observer)
    onEvent = () => undefined
    expect((await lab.previewSweep(REQUEST)).done).toBe(1)
    expect((await lab.sweep(REQUEST, observer)).state).toBe('completed')
    const error = await labRejectionOf(lab.sweep(REQUEST, observer))
    expect(error).toMatchObject({ code: 'USAGE' })
    expect(error.message).toContain('all of its points')
    expect((await labRejectionOf(lab.resumeSweep(null, observer))).code).toBe('UNKNOWN_RUN')
    expect((await lab.sweep({ ...REQUEST, save: false }, observer)).state).toBe('completed')
  })

  it('is interrupted, with the points it has, when its process is gone', async () => {
    stopsAfter(3)
    const dying = openStore(folder)
    const keeps = dying.keepSweep.bind(dying)
    // It never gets to say that it is over.
    dying.keepSweep = (sweep, how) => (how.underWay ? keeps(sweep, how) : Promise.resolve(true))
    lab = createLab({ threads, clock: new FakeClock(), machine: fakeMachine(), runs: dying })
    await lab.sweep(REQUEST, observer)
    await dying.close()
    onEvent = () => undefined
    const later = open(folder)
    expect((await later.history.list({})).entries).toMatchObject([{ kind: 'sweep', state: 'interrupted' }])
    expect((await later.resumeSweep(null, observer)).points).toHaveLength(5)
  })

  it('in shards, each in a history of its own, imported anywhere, is the whole sweep', async () => {
    const parts = await Promise.all(
      [1, 2, 3].map(async index => {
        const part = await open(dataFolderOfTest()).sweep({ ...REQUEST, shard: { index, of: 3 } }, observer)
        return lab.sweepReport(part, 'json')
      }),
    )
    for (const part of parts.toReversed()) await lab.history.import(part)
    const { entry, document } = await lab.history.openSweep((await lab.previewSweep(REQUEST)).id)
    expect(entry).toMatchObject({ imported: true, state: 'completed' })
    expect(timeless(document)).toEqual(timeless(await open(null).sweep(REQUEST, observer)))
    const error = await labRejectionOf(lab.history.import(parts[0] ?? ''))
    expect(error.code).toBe('SWEEP_CONFLICT')
    expect((await lab.history.openSweep(document.id)).document).toEqual(document)
  })

  it('adds a part to those that the same history has', async () => {
    await lab.sweep({ ...REQUEST, shard: { index: 2, of: 2 } }, observer)
    const error = await labRejectionOf(lab.sweep({ ...REQUEST, shard: { index: 2, of: 2 } }, observer))
    expect(error.message).toContain('all points of this part')
    const whole = await lab.sweep({ ...REQUEST, shard: { index: 1, of: 2 } }, observer)
    expect(whole).toMatchObject({ shards: [], state: 'completed' })
    expect(whole.points).toHaveLength(5)
  })

  it('lets nothing else run meanwhile', async () => {
    const refusals: Promise<string>[] = []
    const codeOf = (call: Promise<unknown>): Promise<string> =>
      call.then(
        () => 'none',
        (thrown: unknown) => toLabError(thrown).code,
      )
    onEvent = event => {
      if (event.kind !== 'sweep-advanced' || event.left !== 2) return
      const { over: _over, ...run } = REQUEST
      const calls = [
        lab.run(run, { event: () => undefined, frame: () => undefined }),
        lab.sweep(REQUEST, observer),
        lab.doctor(),
        lab.rebuildPool(),
        lab.history.openSweep(event.sweepId),
        lab.history.delete([event.sweepId]),
      ]
      refusals.push(...calls.map(codeOf))
    }
    await lab.sweep(REQUEST, observer)
    expect(await Promise.all(refusals)).toEqual(Array.from({ length: 6 }, () => 'BUSY'))
  })

  it('goes on after a point that failed, and fails', async () => {
    threads.play = trial => {
      work(trial)
      if (Number(trial.params['additions']) !== 30 || trial.attach.worker !== 0) return
      const { total } = memory.bind(trial.attach.memory.buffer, EXPERIMENT_OFFSET)
      total.store(total.load() - 1)
    }
    const sweep = await lab.sweep(REQUEST, observer)
    expect(sweep).toMatchObject({ state: 'completed', verdict: 'failed' })
    expect(sweep.headline).toContain('failed at additions = 30')
    expect(sweep.points.filter(({ verdict }) => verdict === 'passed')).toHaveLength(4)
  })

  it('measures whatever becomes of its history', async () => {
    const broken = openStore(folder)
    broken.keepSweep = () => Promise.reject(new Error('the disk is full'))
    lab = createLab({ threads, clock: new FakeClock(), machine: fakeMachine(), runs: broken })
    expect((await lab.sweep(REQUEST, observer)).points).toHaveLength(5)
    expect(events.at(-1)).toMatchObject({ kind: 'sweep-finished', keeping: { saved: false } })
  })

  it('over workers calibrates before and after, and says why no law is fitted', async () => {
    const over = [{ parameter: 'workers', values: [1, 2, 3, 4, 6] }]
    const sweep = await lab.sweep({ ...REQUEST, set: { additions: 10, trials: 2, warmUp: 0, seed: 7 }, over }, observer)
    const kinds = events.map(({ kind }) => kind)
    expect(kinds.filter(kind => kind === 'sweep-calibrating')).toHaveLength(2)
    expect(kinds[1]).toBe('sweep-calibrating')
    expect(kinds.at(-2)).toBe('sweep-calibrating')
    expect(sweep.curves).toMatchObject([{ variant: 'mutex', curve: { refusal: { code: 'not-calibrated' } } }])
    expect(sweep.curves[0]?.curve.points.map(({ workers, samples }) => [workers, samples.length])).toEqual(
      [1, 2, 3, 4, 6].map(workers => [workers, 2]),
    )
  })
})
