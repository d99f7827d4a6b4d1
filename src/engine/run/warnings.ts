import { listed } from '../../base/text.ts'
import { costInWords, showsCost } from '../../contract/recording-in-words.ts'
import type { VariantResult, Warning } from '../../contract/run-document.ts'

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

/** Where somebody looked more closely than figures bear, and what that cost. */
export function instrumentsOn(variants: readonly VariantResult[]): Warning[] {
  const on = variants.flatMap(({ variant, instruments }) => instruments.map(own => ({ variant, ...own })))
  if (on.length === 0) return []
  const costs = on.filter(({ ratio }) => showsCost(ratio)).map(own => `${own.variant}: ${costInWords(own)}`)
  const without = on.filter(({ ratio }) => ratio !== null && !showsCost(ratio)).map(({ variant }) => variant)
  const unknown = on.filter(({ ratio }) => ratio === null).map(({ variant }) => variant)
  if (without.length > 0) costs.push(`it was not shown to cost anything in ${listed(without)}`)
  if (unknown.length > 0) costs.push(`what it cost was not measured in ${listed(unknown)}`)
  return [
    {
      code: 'recording-on',
      message: `events were recorded in the probes, and in no trial that counts: ${costs.join('; ')}.`,
    },
  ]
}
