import { hash } from 'node:crypto'
import { runEntrySchema, type RunEntry } from '../../contract/history.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { RunPlanSummary } from '../../contract/events.ts'
import type { SweepDocument } from '../../contract/sweep.ts'

type Column = string | number

/** A run's row without its number, its content's and its own digest. */
export type RunColumns = Readonly<Record<string, Column>>

/** Columns that describe a run; what its reader says of it is kept where it exists already. */
export function columnsOf(document: RunDocument): RunColumns {
  return {
    id: document.id,
    experiment: document.experiment,
    started_at: document.startedAt,
    duration_millis: document.durationMillis,
    state: document.state,
    verdict: document.verdict,
    headline: document.headline,
    variants: document.variants.map(({ variant }) => variant).join(','),
    interesting: Number(
      document.variants.some(({ outcomes }) => outcomes.some(row => row.grade === 'interesting' && row.count > 0)),
    ),
  }
}

/** The row of a sweep: `under-way` while somebody works on it. */
export function columnsOfSweep(sweep: SweepDocument, underWay: boolean): RunColumns {
  return {
    kind: 'sweep',
    id: sweep.id,
    experiment: sweep.plan.experiment,
    started_at: sweep.startedAt,
    duration_millis: sweep.durationMillis,
    state: underWay ? 'under-way' : sweep.state,
    verdict: sweep.verdict,
    headline: sweep.headline,
    variants: sweep.plan.variants.join(','),
    interesting: Number(
      sweep.points.some(({ variants }) =>
        variants.some(({ outcomes }) => outcomes.some(row => row.grade === 'interesting' && row.count > 0)),
      ),
    ),
  }
}

/** The row of a run that has begun. */
export function columnsOfPlan(plan: RunPlanSummary): RunColumns {
  return {
    id: plan.runId,
    experiment: plan.experiment,
    started_at: plan.startedAt,
    duration_millis: 0,
    state: 'under-way',
    verdict: 'inconclusive',
    headline: '',
    variants: plan.arms.map(({ variant }) => variant).join(','),
    interesting: 0,
  }
}

/** What stands in a row, whatever the version of the schema: SQLite has no other values here. */
export type StoredRow = Readonly<Record<string, unknown>>

/** A digest over all columns but itself, in the table's order. A bit that turned is noticed when the row is read. */
export function rowDigest(row: StoredRow): string {
  const columns = Object.entries(row).filter(([name]) => name !== 'digest')
  return hash('sha256', JSON.stringify(columns), 'hex').slice(0, 32)
}

/** What a search looks through, in small letters. */
export function searchWords(row: StoredRow): string {
  const texts = ['id', 'variants', 'headline', 'name', 'note'].map(column => String(row[column]))
  return small(texts.join('\n'))
}

/** The form in which texts and what is looked for in them are compared. */
export function small(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** @returns the entry, or null where the row is not as it was written */
export function entryOf(row: StoredRow): RunEntry | null {
  if (row['digest'] !== rowDigest(row)) return null
  const { variants } = row
  const entry = runEntrySchema.safeParse({
    ...row,
    startedAt: row['started_at'],
    durationMillis: row['duration_millis'],
    variants: typeof variants === 'string' && variants !== '' ? variants.split(',') : [],
    interesting: row['interesting'] === 1,
    pinned: row['pinned'] === 1,
    imported: row['imported'] === 1,
    storedBytes: row['stored_bytes'],
  })
  return entry.success ? entry.data : null
}
