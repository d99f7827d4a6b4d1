import { listed } from '../../base/text.ts'
import { counted, formatShare } from '../../base/units.ts'
import { costInWords, costIntervalInWords, showsCost } from '../../contract/recording-in-words.ts'
import type { Instrument, VariantResult, Warning } from '../../contract/run-document.ts'
import type { Ceiling } from '../../contract/workers-curve.ts'
import { MOST_DRIFT } from '../analysis/scaling.ts'

/** Warnings that are known before a run starts. */
export function warningsBefore(workers: number, cores: number): Warning[] {
  if (workers <= cores) return []
  return [
    {
      code: 'oversubscribed',
      message:
        `${String(workers)} workers share ${String(cores)} ${cores === 1 ? 'core' : 'cores'}: ` +
        'the system takes turns for them, so they overlap less and waits grow long.',
    },
  ]
}

/** The same of a curve: its points beyond the cores are there on purpose, and marked. */
export function curveWarningsBefore(counts: readonly number[], cores: number): Warning[] {
  const beyond = counts.filter(count => count > cores).map(String)
  if (beyond.length === 0) return []
  return [
    {
      code: 'oversubscribed',
      message:
        `the points with ${listed(beyond)} workers have more of them than the ${counted(cores, 'core')} of this machine: ` +
        'the system takes turns for them there, and the chart marks them.',
    },
  ]
}

/** The machine was another one after the run than before it. */
export function driftWarning(ceiling: Ceiling | null): Warning[] {
  if (ceiling === null || ceiling.drift <= MOST_DRIFT) return []
  return [
    {
      code: 'calibration-drift',
      message:
        `what pure independent computing reached changed by ${formatShare(ceiling.drift)} while the run went on, ` +
        `more than ${formatShare(MOST_DRIFT)}: something else wants this machine, or its clock changed. ` +
        'No law is fitted. Run it again when the machine is quiet.',
    },
  ]
}

/** Of one core. What is less is lost among the trials' own differences. */
const MOST_OF_A_CORE = 0.1

/** Where looking for deadlocks took so much that it is part of the figures. */
export function detectorOn(variants: readonly VariantResult[]): Warning[] {
  const own = variants.flatMap(({ variant, detectorShare }) =>
    detectorShare !== null && detectorShare.median > MOST_OF_A_CORE ? [{ variant, share: detectorShare.median }] : [],
  )
  if (own.length === 0) return []
  const whose = listed(own.map(({ variant, share }) => `${formatShare(share)} in ${variant}`))
  return [
    {
      code: 'detector-on',
      message:
        `looking for deadlocks every millisecond took more than ${formatShare(MOST_OF_A_CORE)} of a core: ${whose}. ` +
        'Where workers want every core, it is taken from them, and times and rates hold it.',
      about: own.map(({ variant }) => ({ variant })),
    },
  ]
}

/** Where somebody looked more closely than figures bear, and what that cost. */
export function instrumentsOn(variants: readonly VariantResult[]): Warning[] {
  const on = variants.flatMap(({ variant, instruments }) => instruments.map(own => ({ variant, ...own })))
  const byName = Map.groupBy(on, ({ name }) => name)
  return [...byName].map(([name, own]) => ({ code: 'recording-on', message: `${ON[name]}: ${costsInWords(own)}.` }))
}

const ON: Readonly<Record<Instrument['name'], string>> = {
  'event recording': 'events were recorded in the probes, and in no trial that counts',
  'lock-order recording': 'workers recorded in which order they took locks, in every trial',
}

function costsInWords(on: readonly ({ readonly variant: string } & Instrument)[]): string {
  const costs = on.filter(({ ratio }) => showsCost(ratio)).map(own => `${own.variant}: ${costInWords(own)}`)
  const without = on
    .filter(({ ratio }) => ratio !== null && !showsCost(ratio))
    .map(own => `${own.variant} (${costIntervalInWords(own)})`)
  const unknown = on.filter(({ ratio }) => ratio === null).map(({ variant }) => variant)
  if (without.length > 0) costs.push(`it was not shown to cost anything in ${listed(without)}`)
  if (unknown.length > 0) costs.push(`what it cost was not measured in ${listed(unknown)}`)
  return costs.join('; ')
}
