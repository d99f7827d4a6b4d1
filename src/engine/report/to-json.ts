import type { RunComparison } from '../../contract/run-comparison.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { SweepDocument } from '../../contract/sweep.ts'

/** The whole run, comparison or sweep, as `--json` prints it. Reading it back gives the same. */
export function toJson(document: RunDocument | RunComparison | SweepDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`
}
