import { costInWords } from '../../contract/recording-in-words.ts'
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

/** What was looked at more closely than a figure bears, and what that cost. */
export function instrumentsOn(variants: readonly VariantResult[]): Warning[] {
  const costs = variants.flatMap(({ variant, instruments }) =>
    instruments.map(({ name, ratio }) => `${variant}: ${costInWords(name, ratio)}`),
  )
  if (costs.length === 0) return []
  return [
    {
      code: 'recording-on',
      message: `events were recorded in the probes, and in no trial that counts. ${costs.join('. ')}.`,
    },
  ]
}
