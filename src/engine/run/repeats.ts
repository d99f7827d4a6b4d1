import { LabError } from '../../base/errors.ts'
import { LONGEST_PAGE, type History, type RunEntry } from '../../contract/history.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Warning } from '../../contract/warning.ts'
import { whatDiffered } from './what-differed.ts'

/** Facts that no two runs have in common, whatever was done to make them the same. */
const NEVER_THE_SAME = ['plan seed', 'machine clockStepNanos', 'machine loadAverage']

/** Whether nothing that the lab knows of differs between two runs but what always does. */
export function areRepeats(run: RunDocument, other: RunDocument): boolean {
  return (
    run.experiment === other.experiment &&
    whatDiffered([run, other]).every(({ about, name }) => NEVER_THE_SAME.includes(`${about} ${name}`))
  )
}

/** What says that the machine was not the run's alone, or not as fast as it can be. */
const OTHERS_HAD_PART = ['host-busy', 'time-stolen', 'throttled']

export function othersHadPart({ warnings }: RunDocument): boolean {
  return warnings.some(({ code }) => OTHERS_HAD_PART.includes(code))
}

/** Those of `runs` that repeat the one that is given, itself among them, if they came to their end on a machine of their own. */
export function repeatsOf(run: RunDocument, runs: readonly RunDocument[]): readonly RunDocument[] {
  return runs.filter(one => one.state === 'completed' && !othersHadPart(one) && areRepeats(run, one))
}

/** So many runs of an experiment are looked at, the newest, for each list of variants… */
const MOST_LOOKED_AT = 50
/** …of so many that are listed. */
const MOST_LISTED = 5 * LONGEST_PAGE

/** What the history has that may repeat one of the runs that are compared. */
export interface KnownRuns {
  readonly documents: readonly RunDocument[]
  /** Why there may be more. */
  readonly warnings: readonly Warning[]
}

/**
 * Runs of the history with the experiment and the variants of one that is compared, the newest; imported ones are left out,
 * because files that are read twice, or come from a machine that looks the same, are no repeats.
 *
 * Guarantees: what the history cannot give is a warning, and no end of the comparison.
 */
export async function runsLike(
  compared: readonly RunDocument[],
  history: Pick<History, 'list' | 'open'>,
): Promise<KnownRuns> {
  const documents = new Map<string, RunDocument>()
  const warnings: Warning[] = []
  const kinds = new Map(compared.map(run => [`${run.experiment} ${variantsOf(run)}`, run]))
  try {
    for (const { experiment, variants } of kinds.values()) {
      const names = variantsOf({ variants })
      for (const { id } of await newest(history, experiment, entry => entry.variants.join() === names)) {
        documents.set(id, (await history.open(id)).document)
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown
    warnings.push({ code: 'repeats-unread', message: `Repeats in the history could not be read: ${thrown.message}.` })
  }
  const known = [...documents.values()].filter(({ id }) => compared.every(one => one.id !== id))
  return { documents: known, warnings }
}

function variantsOf({ variants }: Pick<RunDocument, 'variants'>): string {
  return variants.map(({ variant }) => variant).join()
}

async function newest(
  history: Pick<History, 'list'>,
  experiment: string,
  isLike: (entry: RunEntry) => boolean,
): Promise<RunEntry[]> {
  const found: RunEntry[] = []
  for (let offset = 0; offset < MOST_LISTED; offset += LONGEST_PAGE) {
    const { entries, total } = await history.list({ experiment, offset, limit: LONGEST_PAGE })
    found.push(
      ...entries.filter(one => one.kind === 'run' && one.state === 'completed' && !one.imported && isLike(one)),
    )
    if (found.length >= MOST_LOOKED_AT || entries.length === 0 || offset + entries.length >= total) break
  }
  return found.slice(0, MOST_LOOKED_AT)
}
