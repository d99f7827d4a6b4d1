import type { RecordedTrial, RunPlanSummary } from '../../src/contract/events.ts'
import type { Calibration, Trial } from '../../src/contract/run-document.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import type { RunEnding } from '../../src/engine/run/run-record.ts'
import { fakeMachine } from './fake-machine.ts'
import { present } from './present.ts'

/** Records as a run of `lost-update` with two workers and ten additions each would leave them. */
export const lostUpdateEntry = present(
  experiments.find(({ id }) => id === 'lost-update'),
  'registered experiment',
)

export const PARAMS = {
  workers: 2,
  trials: 4,
  warmUp: 0,
  stallAfter: 1,
  timeCap: 10,
  additions: 10,
  amplifier: 'none',
  spinNanos: 500,
}

export function summaryOf(variants: readonly string[], trials = PARAMS.trials): RunPlanSummary {
  const { facts, versions } = fakeMachine()
  return {
    runId: 'lost-update-0000001',
    experiment: 'lost-update',
    simulated: false,
    seed: 7,
    startedAt: '2026-01-02T03:04:05.678Z',
    trials,
    arms: variants.map(variant => {
      const params = { ...PARAMS, trials }
      return { variant, params, roles: ['adder', 'adder'], axis: lostUpdateEntry.axis(params) }
    }),
    curve: null,
    warnings: [],
    machine: facts,
    versions,
    primitives: 'webassembly',
  }
}

export const COMPLETED: RunEnding = { durationMillis: 1234, state: null, reason: null, calibration: null }

/** How pure computing did: four workers, each worth 0.8 of one alone. */
export const CALIBRATION: Calibration = {
  workers: 4,
  speedUp: { unit: 'ratio', median: 3.2, low: null, high: null, n: 3 },
  cpuPerWall: { unit: 'CPU s/s', median: 4, low: null, high: null, n: 3 },
  cpuWorth: { unit: 'ratio', median: 0.8, low: null, high: null, n: 3 },
}

/** One trial in which `lost` of the twenty additions vanished. */
export function trialThatLost(lost: number, arm = 0, index = 0, measures: RecordedTrial['measures'] = {}) {
  const outcome = lost === 0 ? 'exact' : 'lost'
  const trial: Trial = {
    index,
    state: 'completed',
    outcome,
    durationMillis: 2,
    operations: 20,
    observed: { expected: 20, actual: 20 - lost },
    reason: null,
  }
  const figures = { throughput: 10_000, lost, 'lost-share': lost / 20, ...measures }
  return {
    arm,
    trial,
    measures: figures,
    findings: [],
    failedChecks: [],
    series: null,
    tiles: null,
    endedMillis: 3 * (index + 1),
    perWorker: [10, 10].map(operations => ({ operations, measuredMillis: 2, cpuMillis: 2 })),
    waits: null,
    rejectedCandidates: 0,
    detectorShare: null,
  } satisfies RecordedTrial
}

/** One trial that did not complete and whose state its variant does not declare. */
export function unfinishedTrial(state: 'timed-out' | 'cancelled' | 'crashed', arm = 0, index = 0): RecordedTrial {
  const trial: Trial = { index, state, outcome: null, durationMillis: 2, operations: 3, observed: {}, reason: null }
  return {
    arm,
    trial,
    measures: {},
    findings: [],
    failedChecks: [],
    series: null,
    tiles: null,
    endedMillis: 3 * (index + 1),
    perWorker: [],
    waits: null,
    rejectedCandidates: 0,
    detectorShare: null,
  }
}

/** `count` trials of one arm, each without a loss. */
export function exactTrials(count: number, arm = 0, measures: RecordedTrial['measures'] = {}): RecordedTrial[] {
  return Array.from({ length: count }, (_, index) => trialThatLost(0, arm, index, measures))
}
