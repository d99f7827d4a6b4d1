import { formatBytes, formatCount, formatShare, significant } from '../../../base/units.ts'
import type { MachineFacts, RunDocument, Versions } from '../../../contract/run-document.ts'
import type { ParamValues } from '../../../contract/words.ts'

export interface Fact {
  readonly name: string
  readonly value: string
}

/** What a run was, so that somebody else can judge it and run it again. */
export function methodFacts(document: RunDocument): Fact[] {
  const params = document.variants[0]?.params ?? {}
  return [
    { name: 'run', value: document.id },
    { name: 'started', value: document.startedAt },
    { name: 'seed', value: `${String(document.seed)}: fixes the plan, not how real threads interleave` },
    ...paramFacts(params),
    {
      name: 'order',
      value: 'variants take turns; every second round runs backwards, so that drift of the machine falls on all alike',
    },
    { name: 'warm-up', value: warmUp(params['warmUp']) },
    { name: 'measured', value: 'from the first worker over the start line to the last one’s return' },
    {
      name: 'interval',
      value: '95\u202f% percentile bootstrap of the median with a seeded generator; none with fewer than five samples',
    },
    ...calibrationFacts(document),
  ]
}

function paramFacts(params: ParamValues): Fact[] {
  return Object.entries(params)
    .filter(([name]) => name !== 'warmUp')
    .map(([name, value]) => ({ name, value: typeof value === 'number' ? numberText(value) : value }))
}

function numberText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : significant(value)
}

function warmUp(trials: number | string | undefined): string {
  if (trials === undefined || trials === 0) return 'none'
  return `${String(trials)} of each variant first, not recorded`
}

function calibrationFacts({ calibration }: RunDocument): Fact[] {
  if (calibration === null) return []
  const { workers, speedUp } = calibration
  const ideal = formatShare(speedUp.median / workers)
  return [
    {
      name: 'calibration',
      value: `pure computing on ${String(workers)} workers right after the run: ${significant(speedUp.median)} times one worker, ${ideal} of ideal`,
    },
  ]
}

export function machineFacts(machine: MachineFacts, versions: Versions): Fact[] {
  return [
    { name: 'processor', value: `${machine.cpu}, ${formatCount(machine.cores)} cores` },
    { name: 'memory', value: formatBytes(machine.memoryBytes) },
    { name: 'system', value: `${machine.platform} ${machine.arch}, ${machine.osRelease}` },
    { name: 'versions', value: `Interleave ${versions.interleave}, Node ${versions.node}, V8 ${versions.v8}` },
  ]
}
