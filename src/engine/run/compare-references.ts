import type { History } from '../../contract/history.ts'
import type { RunReference } from '../../contract/lab.ts'
import type { RunComparison } from '../../contract/run-comparison.ts'
import { compareRuns, type RunToCompare } from './compare-runs.ts'
import { importedRun } from './imported-run.ts'
import { runsLike } from './repeats.ts'

/** Compares runs that are kept, or that files hold; what is kept of their like says how much runs differ by themselves. */
export async function compareReferences(
  references: readonly RunReference[],
  history: Pick<History, 'find' | 'list' | 'open'>,
): Promise<RunComparison> {
  const runs: RunToCompare[] = []
  for (const reference of references) runs.push(await runFor(reference, history))
  const documents = runs.map(({ document }) => document)
  return compareRuns(runs, await runsLike(documents, history))
}

async function runFor(reference: RunReference, history: Pick<History, 'find'>): Promise<RunToCompare> {
  if ('text' in reference) return { document: importedRun(reference.text), name: '', imported: true }
  const { entry, document } = await history.find(reference.kept)
  return { document, name: entry.name, imported: entry.imported }
}
