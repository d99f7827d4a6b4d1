import { afterAll, describe, expect, it } from 'vitest'
import type { PrimitivesForm } from '../../src/contract/words.ts'
import { barrierExperiment } from '../../src/engine/experiments/barrier/experiment.ts'
import { boundedBuffer } from '../../src/engine/experiments/bounded-buffer/experiment.ts'
import type { Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import { EventRecording } from '../../src/engine/pool/recording/event-recording.ts'
import { foldEvents } from '../../src/engine/pool/recording/recorded-waits.ts'
import { WorkerPool } from '../../src/engine/pool/worker-pool.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import { recordingTrouble } from '../helpers/recording-trouble.ts'
import { FORMS } from '../helpers/sync-memory.ts'

/** Far more than a trial takes on a busy machine. */
const LIMIT = 20_000
const COMMON = { trials: 1, warmUp: 0, stallAfter: 10, timeCap: 20 }
const BUFFER = { ...COMMON, workers: 4, producers: 2, items: 300, capacity: 4, amplifier: 'none', spinNanos: 500 }
const PHASES = { ...COMMON, workers: 3, phases: 40, workNanos: 1_000 }

const pool = new WorkerPool(nodeThreads(), nodeClock, 4)
afterAll(() => pool.close())

/** Trials that end by themselves, so that the lab wakes nobody in them: one for each of `recorded`. */
async function trialsOf(
  experiment: Experiment,
  variant: string,
  params: Readonly<Record<string, number | string>>,
  {
    primitives = 'webassembly',
    recorded = [true],
  }: { primitives?: PrimitivesForm; recorded?: readonly boolean[] } = {},
) {
  const recording = new EventRecording()
  const workers = experiment.roles(params).length
  const arms = [{ variant, params }]
  const { memory } = recording
  const session = await pool.open({ experiment, arms, workers, primitives, telemetry: true, recording: memory })
  try {
    const trials = []
    for (const isRecorded of recorded) {
      recording.clear()
      const epochs = session.words.waiting.records.first(workers).map(({ waitEpoch }) => waitEpoch)
      const before = epochs.map(epoch => epoch.load())
      session.startTrial({ arm: 0, parties: workers, seed: 1, cores: 2, recorded: isRecorded })
      expect(await session.endOfTrial(LIMIT)).toBe('finished')
      const waits = epochs.map((epoch, worker) => (epoch.load() - (before[worker] ?? 0)) / 2)
      trials.push({ events: recording.read(workers), waits, told: session.view(0).recorded(recording) })
    }
    return trials
  } finally {
    await pool.release(session)
  }
}

const CASES = [
  { name: 'semaphores', experiment: boundedBuffer, variant: 'semaphores', params: BUFFER },
  { name: 'conditions', experiment: boundedBuffer, variant: 'condition', params: BUFFER },
  { name: 'rings and mutexes', experiment: boundedBuffer, variant: 'ring', params: BUFFER },
  { name: 'a barrier', experiment: barrierExperiment, variant: 'barrier', params: PHASES },
]

describe.each(FORMS)('recorded events of real threads, as %s,', primitives => {
  it.each(CASES)(
    'are all waits that the epochs of $name count, and as many awoke as were woken',
    async ({ experiment, variant, params }) => {
      const [trial] = await trialsOf(experiment, variant, params, { primitives })
      const total = trial?.waits.reduce((sum, own) => sum + own, 0) ?? 0
      expect(total).toBeGreaterThan(0)
      expect(recordingTrouble(trial?.events ?? [], trial?.waits ?? [])).toEqual([])
      const { waits } = foldEvents(trial?.events ?? [])
      expect(waits).toHaveLength(total)
      for (const { fromNanos, toNanos, end, wokenBy, wokenAtNanos, worker } of waits) {
        expect(toNanos).toBeGreaterThanOrEqual(fromNanos)
        if (end !== 'woken') continue
        expect(wokenBy).not.toBeNull()
        expect(wokenBy).not.toBe(worker)
        expect(wokenAtNanos).toBeLessThanOrEqual(toNanos ?? 0)
      }
    },
  )
})

describe('a recording', () => {
  it('names the words that were waited for, and lies within the time that its workers ran', async () => {
    const [trial] = await trialsOf(boundedBuffer, 'semaphores', BUFFER)
    const told = trial?.told
    expect(told?.words.filter(word => !['free', 'filled', 'gate'].includes(word))).toEqual([])
    expect(told?.waits.timed.every(timed => !timed)).toBe(true)
    told?.waits.fromMillis.forEach((from, wait) => {
      const { fromMillis, toMillis } = told.ran[told.waits.worker[wait] ?? -1] ?? { fromMillis: NaN, toMillis: NaN }
      expect(from).toBeGreaterThanOrEqual(fromMillis)
      expect(told.waits.toMillis[wait]).toBeLessThanOrEqual(toMillis ?? NaN)
    })
  })

  it('is of its own trial only, and of none where nothing is recorded', async () => {
    const trials = await trialsOf(boundedBuffer, 'semaphores', BUFFER, { recorded: [true, false, true] })
    expect(trials[1]?.events.every(({ events }) => events.length === 0)).toBe(true)
    for (const nth of [0, 2]) expect(recordingTrouble(trials[nth]?.events ?? [], trials[nth]?.waits ?? [])).toEqual([])
  })

  it('says how much it could not keep, and is whole up to there', async () => {
    const [trial] = await trialsOf(boundedBuffer, 'condition', { ...BUFFER, capacity: 1, items: 20_000 })
    const { told } = trial ?? {}
    expect(told?.dropped).toBeGreaterThan(0)
    const ran = told?.ran.map(({ toMillis }) => toMillis ?? 0) ?? []
    expect(told?.untilMillis).toBeLessThan(Math.max(...ran))
    const isWhole = told?.waits.toMillis.every(to => to === null || to <= told.untilMillis)
    expect(isWhole).toBe(true)
  })
})
