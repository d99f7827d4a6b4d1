import type { Probe, RunDocument, VariantResult } from '../../src/contract/run-document.ts'
import { buildRunDocument } from '../../src/engine/run/run-record.ts'
import { Prng } from '../../src/base/prng.ts'
import { present } from './present.ts'
import { COMPLETED, lostUpdateEntry, summaryOf, trialThatLost } from './records.ts'

const WORKERS = 8
const VARIANTS = ['plain-increment', 'plain-read-write', 'atomic-load-store', 'atomic-add', 'mutex', 'per-worker-sum']
const SECONDS = 600
const TRIALS = 200
/** As often as the lab samples. */
const SAMPLES_A_SECOND = 20

/** Ten minutes of six variants on eight workers, sampled as the lab samples, with a probe of as many samples as there may be. */
export function tenMinuteRun(): RunDocument {
  const prng = new Prng(600)
  const jitter = (): number => prng.nextU32() / 2 ** 32
  const trialMillis = (SECONDS * 1000) / VARIANTS.length / TRIALS
  const recorded = VARIANTS.flatMap((_, arm) =>
    Array.from({ length: TRIALS }, (_own, index) => {
      const one = trialThatLost(arm > 2 ? 0 : Math.floor(jitter() * 19), arm, index)
      const samples = Math.floor((trialMillis / 1000) * SAMPLES_A_SECOND)
      const done = Array.from({ length: WORKERS }, () => 0)
      const series = {
        trial: index,
        atMillis: Array.from({ length: samples }, (_sample, at) => (at + 1) * (1000 / SAMPLES_A_SECOND) + jitter()),
        latenessMillis: Array.from({ length: samples }, jitter),
        operations: Array.from({ length: samples }, () =>
          done.map((_sum, worker) => (done[worker] = (done[worker] ?? 0) + Math.floor(1e6 * jitter()))),
        ),
      }
      return { ...one, series, trial: { ...one.trial, durationMillis: trialMillis } }
    }),
  )
  const run = buildRunDocument(summaryOf(VARIANTS, TRIALS), lostUpdateEntry, recorded, {
    ...COMPLETED,
    durationMillis: SECONDS * 1000,
  })
  const variants = run.variants.map((one): VariantResult => ({ ...one, workers: WORKERS, probe: fullProbe(jitter) }))
  return { ...run, variants }
}

/** A probe whose every sample differs from the one before. */
function fullProbe(jitter: () => number): Probe {
  const samples = 2000
  const list = <T>(of: (index: number) => T): T[] => Array.from({ length: samples }, (_, index) => of(index))
  return {
    state: 'completed',
    outcome: 'exact',
    durationMillis: samples,
    atMillis: list(index => index),
    states: list(() => Array.from({ length: WORKERS }, () => (jitter() < 0.5 ? 2 : 5))),
    owners: [{ name: 'gate', owners: list(() => Math.floor(jitter() * WORKERS)) }],
    levels: [
      { name: 'level', title: 'level', unit: 'items', ceiling: 10, values: list(() => Math.floor(jitter() * 11)) },
    ],
    waits: [],
    perWorker: Array.from({ length: WORKERS }, () => 1),
  }
}

/** The sizes of the run's raw samples: what a report of it must not simply carry along. */
export function samplesOf(run: RunDocument): number {
  return run.variants.reduce((sum, { series }) => {
    return sum + series.reduce((own, { operations }) => own + operations.length * present(operations[0]).length, 0)
  }, 0)
}
