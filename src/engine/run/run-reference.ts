import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import { historyQuerySchema, LONGEST_PAGE, type RunEntry } from '../../contract/history.ts'
import type { RunStore } from '../ports.ts'

const LAST = 'last'
/** Ids are shorter. */
const LONGEST_REFERENCE = 100
/** So many are named where a beginning is that of several. */
const NAMED = 5

/**
 * The id that somebody means: `last` is the run that ended last; the beginning of an id stands for it where it begins no
 * other. What it is no beginning of comes back as it is.
 * @param isMeant leaves out what cannot be meant, such as sweeps where a run is asked for
 * @throws {LabError} UNKNOWN_RUN for the beginning of several
 */
export async function idFor(
  reference: string,
  store: Pick<RunStore, 'list'>,
  isMeant: (entry: RunEntry) => boolean = () => true,
): Promise<string> {
  if (reference === LAST) return (await newest(store, isMeant)) ?? reference
  if (reference.length === 0 || reference.length > LONGEST_REFERENCE) return reference
  const begun = await beginningWith(reference, store, isMeant)
  const [first] = begun
  if (first === undefined || begun.includes(reference)) return reference
  if (begun.length === 1) return first
  const named = begun.length > NAMED ? [...begun.slice(0, NAMED), '\u2026'] : begun
  throw new LabError('UNKNOWN_RUN', `"${printable(reference)}" is the beginning of ${String(begun.length)} runs`, {
    allowed: named.join(', '),
    suggestion: first,
  })
}

/** Runs that go on are none to look at yet. */
async function newest(store: Pick<RunStore, 'list'>, isMeant: (entry: RunEntry) => boolean): Promise<string | null> {
  for await (const entries of pages('', store)) {
    const ended = entries.find(entry => entry.state !== 'under-way' && isMeant(entry))
    if (ended !== undefined) return ended.id
  }
  return null
}

async function beginningWith(
  reference: string,
  store: Pick<RunStore, 'list'>,
  isMeant: (entry: RunEntry) => boolean,
): Promise<string[]> {
  const ids: string[] = []
  for await (const entries of pages(reference, store)) {
    ids.push(...entries.filter(entry => entry.id.startsWith(reference) && isMeant(entry)).map(({ id }) => id))
  }
  return ids
}

async function* pages(search: string, store: Pick<RunStore, 'list'>): AsyncGenerator<readonly RunEntry[]> {
  for (let offset = 0; ; offset += LONGEST_PAGE) {
    const { entries, total } = await store.list(historyQuerySchema.parse({ search, offset, limit: LONGEST_PAGE }))
    yield entries
    if (offset + entries.length >= total || entries.length === 0) return
  }
}
