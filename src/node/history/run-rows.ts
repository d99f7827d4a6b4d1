import { LabError } from '../../base/errors.ts'
import { printable } from '../../base/text.ts'
import type { HistoryQuery, RunEdit, RunEntry, RunMatches } from '../../contract/history.ts'
import { unpack, type PackedText } from './chunks.ts'
import type { Instance } from './instances.ts'
import { entryOf, rowDigest, searchWords, small, type RunColumns, type StoredRow } from './run-row.ts'
import { readFact } from './schema.ts'
import { scalar, type Database } from './sqlite.ts'
import { damaged } from './trouble.ts'

/** What is asked of the tables, and done to them. Whoever changes anything has a transaction open. */

export function findRow(database: Database, id: string): StoredRow | undefined {
  return database.prepare('SELECT * FROM runs WHERE id = ?').get(id)
}

/** @throws {LabError} UNKNOWN_RUN, HISTORY_DAMAGED */
export function rowOf(database: Database, id: string): StoredRow {
  const row = findRow(database, id)
  if (row?.['deleted_at'] !== 0) {
    throw new LabError('UNKNOWN_RUN', `run "${printable(id)}" is not in the history`, {
      allowed: 'the id of a run that it lists',
      suggestion: 'interleave history',
    })
  }
  checkedEntry(row)
  return row
}

/** @throws {LabError} HISTORY_DAMAGED */
export function checkedEntry(row: StoredRow): RunEntry {
  const entry = entryOf(row)
  if (entry === null) throw damaged(`run "${printable(String(row['id']))}" is not as it was stored`)
  return entry
}

/** The text that a run's chunks hold. @throws {LabError} HISTORY_DAMAGED */
export function textOf(database: Database, row: StoredRow): string {
  const chunks = database.prepare('SELECT bytes FROM chunks WHERE run = ? ORDER BY part').all(numberOf(row))
  const text = unpack(
    chunks.map(({ bytes }) => (bytes instanceof Uint8Array ? bytes : new Uint8Array())),
    String(row['content']),
  )
  if (text === null) throw damaged(`what run "${printable(String(row['id']))}" measured is not as it was stored`)
  return text
}

/** Adds a run, or puts it in place of the one of that id. What a reader said of it stays. */
export function putRun(database: Database, columns: RunColumns, packed: PackedText): void {
  const own = { ...columns, stored_bytes: packed.bytes, content: packed.digest, digest: '' }
  const names = Object.keys(own)
  const known = findRow(database, String(columns['id']))
  if (known === undefined) {
    const places = names.map(() => '?').join(', ')
    database.prepare(`INSERT INTO runs (${names.join(', ')}) VALUES (${places})`).run(...Object.values(own))
  } else {
    update(database, numberOf(known), own)
    database.prepare('DELETE FROM chunks WHERE run = ?').run(numberOf(known))
  }
  const number = Number(scalar(database, 'SELECT number FROM runs WHERE id = ?', String(columns['id'])))
  const add = database.prepare('INSERT INTO chunks (run, part, bytes) VALUES (?, ?, ?)')
  for (const [part, bytes] of packed.chunks.entries()) add.run(number, part, bytes)
  seal(database, number)
}

export function editRun(database: Database, row: StoredRow, { name, note, pinned }: RunEdit): RunEntry {
  update(database, numberOf(row), {
    ...(name === undefined ? {} : { name }),
    ...(note === undefined ? {} : { note }),
    ...(pinned === undefined ? {} : { pinned: Number(pinned) }),
  })
  return seal(database, numberOf(row))
}

/** @param at milliseconds; 0 brings it back */
export function markDeleted(database: Database, row: StoredRow, at: number): void {
  update(database, numberOf(row), { deleted_at: at })
  seal(database, numberOf(row))
}

function update(database: Database, number: number, columns: RunColumns): void {
  const names = Object.keys(columns)
  if (names.length === 0) return
  const sets = names.map(name => `${name} = ?`).join(', ')
  database.prepare(`UPDATE runs SET ${sets} WHERE number = ?`).run(...Object.values(columns), number)
}

/** Puts what follows from a row's columns in step with them. */
function seal(database: Database, number: number): RunEntry {
  const row = database.prepare('SELECT * FROM runs WHERE number = ?').get(number) ?? {}
  const words = searchWords(row)
  const digest = rowDigest({ ...row, words })
  update(database, number, { words, digest })
  return checkedEntry({ ...row, words, digest })
}

function numberOf(row: StoredRow): number {
  return Number(row['number'])
}

/** Rows that match, newest first. */
export function matchingRuns(database: Database, query: HistoryQuery): RunMatches {
  const words = query.search.split(/\s+/).filter(word => word !== '')
  const conditions = ['deleted_at = 0']
  const bound: string[] = []
  const demand = (condition: string, value: string): void => {
    conditions.push(condition)
    bound.push(value)
  }
  if (query.experiment !== null) demand('experiment = ?', query.experiment)
  if (query.verdict !== null) demand("verdict = ? AND instance = ''", query.verdict)
  for (const word of words) demand('instr(words, ?) > 0', small(word))
  const where = conditions.join(' AND ')
  // In the table's own order: by an index, all matches would be sorted for the sake of one page.
  const rows = database
    .prepare(`SELECT * FROM runs NOT INDEXED WHERE ${where} ORDER BY number DESC LIMIT ? OFFSET ?`)
    .all(...bound, query.limit, query.offset)
  return {
    entries: rows.map(checkedEntry),
    total: Number(scalar(database, `SELECT count(*) FROM runs WHERE ${where}`, ...bound)),
  }
}

/** Ends the oldest runs that are not pinned until the rest has room; those that were deleted go first. */
export function makeRoom(database: Database, keepId: string): void {
  const limit = readFact(database, 'limit-bytes')
  let over = storedBytes(database) - limit
  if (over <= 0) return
  const candidates = database
    .prepare(
      `SELECT number, stored_bytes FROM runs WHERE pinned = 0 AND instance = '' AND id <> ? ORDER BY deleted_at = 0, number`,
    )
    .all(keepId)
  const remove = database.prepare('DELETE FROM runs WHERE number = ?')
  for (const candidate of candidates) {
    if (over <= 0) return
    remove.run(numberOf(candidate))
    over -= Number(candidate['stored_bytes'])
  }
}

export function storedBytes(database: Database): number {
  return Number(scalar(database, 'SELECT coalesce(sum(stored_bytes), 0) FROM runs'))
}

/** Rows that processes which are gone had under way. */
export function orphansIn(database: Database, instance: Instance, kind: RunEntry['kind']): StoredRow[] {
  const begun = database.prepare("SELECT * FROM runs WHERE instance <> ''").all()
  const orphans = begun.filter(row => row['kind'] === kind && !instance.isAlive(String(row['instance'])))
  for (const row of orphans) checkedEntry(row)
  return orphans
}

/** What somebody works on. */
export function goesOn(what: string): LabError {
  return new LabError('BUSY', `${what} goes on`, { suggestion: 'stop it, or wait for its end' })
}

/** What is stored as what it should be. @throws {LabError} HISTORY_DAMAGED */
export function parsed<T>(schema: { parse(value: unknown): T }, text: string, id: unknown): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(
      `run "${String(id)}" is not what this version calls a run (${error instanceof Error ? error.name : 'unknown'})`,
    )
  }
}
