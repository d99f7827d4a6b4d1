import type { Catalogue, ExperimentEntry } from '../../src/contract/catalogue.ts'
import type { DeskSnapshot } from '../../src/contract/desk-wire.ts'
import type { RecordedTrial, RunPlanSummary } from '../../src/contract/events.ts'
import type { Finding, RunDocument, VariantResult } from '../../src/contract/run-document.ts'
import type { WaitRecord } from '../../src/contract/wait-graph.ts'
import { fakeMachine } from './fake-machine.ts'
import { PARAMS } from './records.ts'

/** An experiment that draws who waits for whom, and its runs, as a lab would tell of them; no engine is asked. */

const CODE = `export function philosopher(context, table) {
  while (!context.stopRequested()) {
    think()
    left.acquire()
    pause()
    right.acquire()
    eat()
    right.release()
    left.release()
  }
}`

const waitsEntry: ExperimentEntry = {
  id: 'philosophers',
  title: 'Philosophers',
  topic: 'Deadlock',
  simulated: false,
  explorable: false,
  question: 'Five philosophers, five forks, two needed to eat. Does everyone eat?',
  parameters: [],
  variants: ['naive', 'ordered'].map(variant => ({
    variant,
    title: variant,
    doc: 'Takes the left fork, then the right one.',
    source: {
      file: 'kernel.ts',
      firstLine: 11,
      code: CODE,
      hotLines: [13, 14, 15, 16, 17, 18, 19],
      steps: { 1: { line: 14, code: 'left.acquire()' }, 2: { line: 16, code: 'right.acquire()' } },
    },
  })),
  presets: [],
  outcomes: [
    {
      name: 'deadlocked',
      description: 'all wait for each other',
      state: 'deadlocked',
      allowedBy: {},
      grades: { naive: 'interesting', ordered: 'forbidden' },
    },
    {
      name: 'ate',
      description: 'everyone ate',
      state: null,
      allowedBy: {},
      grades: { naive: 'acceptable', ordered: 'acceptable' },
    },
  ],
  measures: [],
  charts: ['wait-for-graph', 'outcome-table'],
  lesson: null,
}

const waitsCatalogue: Catalogue = { schema: 'interleave.catalogue/1', experiments: [waitsEntry] }

export function waitsPlan(workers: number, after: string): RunPlanSummary {
  const { facts, versions } = fakeMachine()
  return {
    runId: 'philosophers-0000001',
    experiment: waitsEntry.id,
    simulated: false,
    seed: 7,
    startedAt: '2026-01-02T03:04:05.678Z',
    trials: 2,
    arms: ['naive', 'ordered'].map(variant => ({
      variant,
      params: { ...PARAMS, workers, trials: 2, after },
      roles: Array.from({ length: workers }, () => 'philosopher'),
      axis: null,
    })),
    curve: null,
    warnings: [],
    machine: facts,
    versions,
    primitives: 'webassembly',
  }
}

export function waitsTrial(waits: WaitRecord, finding: Finding | null): RecordedTrial {
  return {
    arm: 0,
    trial: {
      index: waits.trial,
      state: finding === null ? 'completed' : 'deadlocked',
      outcome: finding === null ? 'ate' : 'deadlocked',
      durationMillis: 10.3,
      operations: 40,
      observed: {},
      reason: null,
    },
    measures: {},
    failedChecks: [],
    findings: finding === null ? [] : [finding],
    series: null,
    tiles: null,
    endedMillis: 20,
    perWorker: [],
    waits,
    rejectedCandidates: 0,
    detectorShare: null,
  }
}

export function waitsDocument(
  plan: RunPlanSummary,
  waits: WaitRecord[],
  deadlocks: Finding[],
  rejectedCandidates = 0,
): RunDocument {
  const { facts, versions } = fakeMachine()
  const outcomesOf = (variant: string, dead: number): VariantResult['outcomes'] =>
    waitsEntry.outcomes.map(({ name, description, grades, state }) => ({
      name,
      description,
      grade: grades[variant] ?? 'forbidden',
      count: state === null ? 2 - dead : dead,
    }))
  const variants = plan.arms.map(({ variant, params }): VariantResult => {
    const own = variant === 'naive'
    const dead = own ? Math.min(2, deadlocks.length) : 0
    return {
      variant,
      params,
      verdict: 'passed',
      state: 'completed',
      outcomes: outcomesOf(variant, dead),
      trials: own
        ? waits.map(one => waitsTrial(one, deadlocks.find(({ trial }) => trial === one.trial) ?? null).trial)
        : [],
      measures: {},
      deadlocks: own ? deadlocks : [],
      checks: [],
      axis: null,
      series: [],
      tiles: null,
      perWorker: [],
      probe: null,
      instruments: [],
      waits: own ? waits : [],
      rejectedCandidates: own ? rejectedCandidates : 0,
      detectorShare: null,
      curve: null,
    }
  })
  return {
    schema: 'interleave.run/1',
    id: plan.runId,
    experiment: plan.experiment,
    simulated: plan.simulated,
    seed: 7,
    startedAt: plan.startedAt,
    durationMillis: 900,
    state: 'completed',
    reason: null,
    verdict: 'passed',
    headline: 'All philosophers wait for each other in 2 of 2 trials.',
    note: 'Each has taken one fork and waits for the other.',
    variants,
    calibration: null,
    ceiling: null,
    warnings: [],
    machine: facts,
    versions,
    primitives: 'webassembly',
  }
}

export function waitsSnapshot(changed: Partial<DeskSnapshot> = {}): DeskSnapshot {
  const { facts, versions } = fakeMachine()
  return {
    catalogue: waitsCatalogue,
    machine: facts,
    versions,
    pool: { size: 2, cores: 2, coresKeptFree: 1, defaultWorkers: 2, threads: [] },
    reports: [],
    underWay: null,
    last: null,
    sweep: null,
    restart: null,
    ...changed,
  }
}
