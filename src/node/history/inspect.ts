import { closeSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { describeThrown, isLabError } from '../../base/errors.ts'
import type { HistoryNotice } from '../../contract/history.ts'
import type { SideRecord } from '../../contract/history-record.ts'
import { markOf, type HistoryFiles } from './history-files.ts'
import { entryOf } from './run-row.ts'
import { textOf } from './run-rows.ts'
import { isHistory, readFact, schemaIsOurs, SCHEMA_VERSION, versionOf } from './schema.ts'
import { openDatabase, resultCode, scalar, type Database } from './sqlite.ts'
import { meansDamage } from './trouble.ts'

/** What is wrong with a history, in a notice's code and in words. */
export interface Damage {
  readonly code: HistoryNotice['code']
  readonly what: string
}

/** SQLITE_ERROR: no such table, no such column. */
const PLAIN_ERROR = 1
const MAGIC = 'SQLite format 3\u0000'

/**
 * Looks whether the files in a folder are a history, whole, with all that is known to have been in it. Only for whoever
 * holds the opening lock while no process has the history open: closing a file that SQLite has open would let go of its
 * locks.
 *
 * Guarantees: changes no byte of any file.
 */
export function inspect(files: HistoryFiles, record: SideRecord | null): Damage | null {
  const known = record?.commits ?? 0
  const mark = markOf(files.database)
  if (mark === null) {
    return known === 0 ? null : { code: 'history-missing', what: 'its file is gone' }
  }
  if (mark.bytes === 0) return known === 0 ? null : damage('its file is empty')
  if (!startsAsDatabase(files.database)) return damage('its file is not a database')
  const log = markOf(`${files.database}-wal`)
  const { left, inDoubt } = record ?? { left: null, inDoubt: false }
  const isAsLeft = log === null && left?.bytes === mark.bytes && left.changedMillis === mark.changedMillis
  return withIndexUnchanged(files, () =>
    lookInside(files.database, known, inDoubt ? 'all' : isAsLeft ? 'little' : 'rows'),
  )
}

function damage(what: string): Damage {
  return { code: 'history-damaged', what }
}

/** How much of it is read: what was measured can be gigabytes. */
type Closeness = 'little' | 'rows' | 'all'

function lookInside(path: string, known: number, closeness: Closeness): Damage | null {
  let database: Database | null = null
  try {
    database = openDatabase(path, { readOnly: true })
    return damageIn(database, known, closeness)
  } catch (error) {
    if (isLabError(error)) return damage(error.message)
    // SQLITE_ERROR and the like from the plainest questions: what answers is not our schema.
    if (meansDamage(error) || resultCode(error) === PLAIN_ERROR) return damage(describeThrown(error))
    throw error
  } finally {
    database?.close()
  }
}

function damageIn(database: Database, known: number, closeness: Closeness): Damage | null {
  const version = versionOf(database)
  if (version > SCHEMA_VERSION) {
    const what = `it was written by a newer Interleave (schema ${String(version)}, here ${String(SCHEMA_VERSION)})`
    return { code: 'history-newer', what }
  }
  if (!isHistory(database)) return damage('its file belongs to another program')
  if (version === 0) return known === 0 ? null : damage('its file is empty')
  if (!schemaIsOurs(database)) return damage('its tables are not those of this version')
  const commits = readFact(database, 'commits')
  if (commits < known) return damage(`its last ${String(known - commits)} changes are missing`)
  return closeness === 'little' ? null : damageInRows(database, closeness === 'all')
}

function damageInRows(database: Database, withContents: boolean): Damage | null {
  const found = scalar(database, 'PRAGMA integrity_check(1)')
  if (found !== 'ok') return damage(String(found))
  for (const row of database.prepare('SELECT * FROM runs').iterate()) {
    if (entryOf(row) === null) return damage(`the row of run number ${String(row['number'])} was changed`)
    if (withContents) textOf(database, row)
  }
  return null
}

function startsAsDatabase(path: string): boolean {
  const start = Buffer.alloc(MAGIC.length)
  const file = openSync(path, 'r')
  try {
    readSync(file, start)
  } finally {
    closeSync(file)
  }
  return start.toString('latin1') === MAGIC
}

/** Even a reader rebuilds the log's index; it is put back as it was. */
function withIndexUnchanged<T>({ parts }: HistoryFiles, work: () => T): T {
  const [, log = '', index = ''] = parts
  const before = [log, index].map(path => ({
    path,
    bytes: markOf(path) === null ? null : path === index ? readFileSync(path) : undefined,
  }))
  try {
    return work()
  } finally {
    for (const { path, bytes } of before) {
      if (bytes === null) rmSync(path, { force: true })
      else if (bytes !== undefined) writeFileSync(path, bytes)
    }
  }
}
