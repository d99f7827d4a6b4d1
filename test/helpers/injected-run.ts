import { Prng } from '../../src/base/prng.ts'
import type { RecordedTrial } from '../../src/contract/events.ts'
import type { RunDocument, Warning } from '../../src/contract/run-document.ts'
import type { Experiment } from '../../src/engine/experiments/kit/define-experiment.ts'
import { defaultOf } from '../../src/engine/experiments/kit/params.ts'
import type { ClockSpeed, ProcessorTimes } from '../../src/engine/ports.ts'
import { MachineWatch } from '../../src/engine/run/machine-watch.ts'
import { buildRunDocument, type RunExtras } from '../../src/engine/run/run-record.ts'
import { FakeClock } from './fake-clock.ts'
import { fakeMachine } from './fake-machine.ts'
import { gaussian } from './noise.ts'
import { CALIBRATION, COMPLETED, lostUpdateEntry, summaryOf, trialThatLost } from './records.ts'

/** A run that nobody has run: what its machine and its trials say is injected. What is left out is quiet. */
export interface Injected {
  readonly seed: number
  readonly experiment?: Experiment
  readonly variants?: readonly string[]
  readonly trials?: number
  /** Of processors' time, while the run goes on. */
  readonly foreignShare?: number
  readonly stolenShare?: number
  /** At the beginning and at the end. */
  readonly clockSpeeds?: readonly [ClockSpeed | null, ClockSpeed | null]
  /** By which the calendar leaps between two trials. */
  readonly leapMillis?: number
  readonly clockStepNanos?: number
  /** Of a trial, over the usual one: 1 is no change. */
  readonly speed?: (variant: string, index: number) => number
  /** Of a usual trial. */
  readonly operations?: number
  /** Of every trial; else that of `lost`. */
  readonly outcome?: string
  /** Additions that a trial of the first variant lost. */
  readonly lost?: number
  /** The trials are too short for the clock that CPU time is booked by. */
  readonly cpuTimeMissing?: true
  /** That the detector took of one core. */
  readonly detectorShare?: number
  readonly before?: readonly Warning[]
  readonly extras?: RunExtras
}

const CORES = 4
const TRIAL_MILLIS = 100
const FULL_SPEED: ClockSpeed = { allowedShare: 1, throttlings: 0 }

/** The document of such a run. Samples come with 1 % of even noise, by the seed. */
export function injectedRun(injected: Injected): RunDocument {
  const { experiment = lostUpdateEntry, variants = ['atomic-load-store', 'mutex'], trials = 15, seed } = injected
  const clock = new FakeClock()
  const [speedBefore, speedAfter] = injected.clockSpeeds ?? [FULL_SPEED, FULL_SPEED]
  const started = clock.nowMillis()
  const machine = fakeMachine(CORES, {
    times: () => timesAfter(clock.nowMillis() - started, injected),
    clockSpeed: () => (clock.nowMillis() === started ? speedBefore : speedAfter),
  })
  const watch = new MachineWatch({ clock, machine })
  const random = new Prng(seed)
  const recorded: RecordedTrial[] = []
  for (let index = 0; index < trials; index++) {
    for (const [arm, variant] of variants.entries()) {
      clock.advance(TRIAL_MILLIS)
      if (index === 1 && arm === 0) clock.leap(injected.leapMillis ?? 0)
      watch.look()
      const speed = (injected.speed?.(variant, index) ?? 1) * (1 + 0.01 * gaussian(random))
      recorded.push(trialOf(injected, arm, index, speed))
    }
  }
  const { clockStepNanos = 50 } = injected
  const params = Object.fromEntries(
    Object.entries(experiment.params).map(([name, spec]) => [name, defaultOf(spec, { cores: CORES })]),
  )
  const plan = {
    ...summaryOf(variants, trials),
    experiment: experiment.id,
    seed,
    arms: variants.map(variant => ({ variant, params: { ...params, trials }, roles: ['one', 'other'], axis: null })),
    warnings: injected.before ?? [],
    machine: { ...machine.facts, clockStepNanos },
  }
  const ending = { ...COMPLETED, calibration: CALIBRATION, warnings: watch.end(experiment) }
  return buildRunDocument(plan, experiment, recorded, ending, injected.extras)
}

/** The lab has half of the processors, others have what is injected, the rest is idle. */
function timesAfter(millis: number, { foreignShare = 0, stolenShare = 0 }: Injected): ProcessorTimes {
  const all = CORES * millis
  const ownMillis = 0.5 * all
  const busyMillis = ownMillis + foreignShare * all
  const stolenMillis = stolenShare * all
  return { ownMillis, busyMillis, stolenMillis, idleMillis: all - busyMillis - stolenMillis }
}

function trialOf(
  { operations = 20_000, lost = 1, outcome, detectorShare = 0.01, cpuTimeMissing }: Injected,
  arm: number,
  index: number,
  speed: number,
) {
  const durationMillis = TRIAL_MILLIS / speed
  const rate = (operations / durationMillis) * 1000
  const cpuPerWall = cpuTimeMissing === true ? {} : { 'cpu-per-wall': 2 }
  const record = trialThatLost(arm === 0 ? lost : 0, arm, index, { throughput: rate, ...cpuPerWall })
  const each = { operations: operations / 2, measuredMillis: durationMillis, cpuMillis: durationMillis }
  return {
    ...record,
    trial: { ...record.trial, durationMillis, operations, outcome: outcome ?? record.trial.outcome },
    perWorker: [each, each],
    detectorShare,
  } satisfies RecordedTrial
}
