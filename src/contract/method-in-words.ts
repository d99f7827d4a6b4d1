import { listed } from '../base/text.ts'
import { formatBytes, formatCount, formatShare, significant } from '../base/units.ts'
import type { MachineFacts, RunDocument, Versions } from './run-document.ts'
import type { ParamValues } from './words.ts'

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
    { name: 'warm-up', value: warmUp(params) },
    { name: 'measured', value: 'from the first worker over the start line to the last one’s return' },
    {
      name: 'interval',
      value: '95\u202f% percentile bootstrap of the median with a seeded generator; none with fewer than five samples',
    },
    { name: 'outliers', value: 'modified z-score beyond 3.5 (Iglewicz and Hoaglin): counted, and never left out' },
    { name: 'shares', value: '95\u202f% Wilson score interval; of what was not seen in N, below 3/N' },
    ...detectorFacts(document),
    ...calibrationFacts(document),
  ]
}

function detectorFacts({ variants }: RunDocument): Fact[] {
  const shares = variants.flatMap(({ variant, detectorShare }) =>
    detectorShare === null ? [] : [`${formatShare(detectorShare.median)} in ${variant}`],
  )
  if (shares.length === 0) return []
  return [{ name: 'detector', value: `looked every millisecond, which took of one core: ${listed(shares)}` }]
}

function paramFacts(params: ParamValues): Fact[] {
  return Object.entries(params)
    .filter(([name]) => name !== 'warmUp')
    .map(([name, value]) => ({ name, value: typeof value === 'number' ? numberText(value) : value }))
}

function numberText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : significant(value)
}

function warmUp({ warmUp: trials, curve }: ParamValues): string {
  if (trials === undefined || trials === 0) return 'none'
  const each = curve === 'workers' ? 'each variant with each number of workers' : 'each variant'
  return `${String(trials)} of ${each} first, not recorded`
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
