import { sweepDocumentSchema, type SweepDocument } from '../../contract/sweep.ts'
import type { KeptSweep, SweepKeeping } from '../../engine/ports.ts'
import type { PackedText } from './chunks.ts'
import type { Instance } from './instances.ts'
import { columnsOfSweep, type StoredRow } from './run-row.ts'
import { checkedEntry, findRow, goesOn, makeRoom, orphansIn, parsed, putRun, textOf } from './run-rows.ts'
import type { Database } from './sqlite.ts'

/** Sweeps among the rows of runs. Whoever changes anything has a transaction open. */

/** @returns false where what it was to replace is not there */
export function putSweep(
  database: Database,
  instance: Instance,
  given: SweepKeeping & { readonly sweep: SweepDocument; readonly packed: PackedText },
): boolean {
  const { sweep, packed, underWay, imported, replaces } = given
  const known = findRow(database, sweep.id)
  const there = known?.['deleted_at'] === 0 ? known : undefined
  if (replaces !== undefined && replaces !== revisionOf(there, instance)) return false
  const columns = {
    ...columnsOfSweep(sweep, underWay),
    imported: Number(imported || there?.['imported'] === 1),
    instance: underWay ? instance.id : '',
    deleted_at: 0,
  }
  putRun(database, columns, packed)
  makeRoom(database, sweep.id)
  return true
}

/** Null where there is none. @throws {LabError} BUSY while somebody works on it */
export function sweepIn(database: Database, id: string): KeptSweep | null {
  const row = findRow(database, id)
  if (row?.['deleted_at'] !== 0 || row['kind'] !== 'sweep') return null
  const entry = checkedEntry(row)
  if (row['instance'] !== '') throw goesOn(`sweep ${id}`)
  const document = parsed(sweepDocumentSchema, textOf(database, row), id)
  return { entry, document, revision: String(row['content']) }
}

export function orphanSweepsIn(database: Database, instance: Instance): SweepDocument[] {
  return orphansIn(database, instance, 'sweep').map(row =>
    parsed(sweepDocumentSchema, textOf(database, row), row['id']),
  )
}

/** What is there to be replaced; undefined where somebody works on it. */
function revisionOf(row: StoredRow | undefined, instance: Instance): string | null | undefined {
  if (row === undefined) return null
  const worksOnIt = String(row['instance'])
  return worksOnIt !== '' && instance.isAlive(worksOnIt) ? undefined : String(row['content'])
}
