import { hash } from 'node:crypto'
import { DEFAULT_LIMIT_BYTES } from '../../contract/history.ts'
import { rowDigest, searchWords } from './run-row.ts'
import { scalar, sqlite, type Database } from './sqlite.ts'
import { damaged } from './trouble.ts'

/** "Ilvh", so that a file can be told from any other program's. */
const APPLICATION_ID = 0x49_6c_76_68

/** Numbered steps from nothing to the present schema. What was released is never changed: a step is added. */
const MIGRATIONS: readonly ((database: Database) => void)[] = [firstSchema, searchableWords, kinds]

export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * `runs`: a row for each run. `instance` names the process that has it under way, `deleted_at` is when it was deleted
 * (milliseconds, 0 = it is not), `content` the digest of its document, `digest` that of the row.
 * `chunks`: its document, compressed; while it is under way, its plan.
 */
function firstSchema(database: Database): void {
  database.exec(`
    CREATE TABLE runs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE,
      experiment TEXT NOT NULL,
      started_at TEXT NOT NULL,
      duration_millis REAL NOT NULL,
      state TEXT NOT NULL,
      verdict TEXT NOT NULL,
      headline TEXT NOT NULL,
      variants TEXT NOT NULL,
      interesting INTEGER NOT NULL,
      name TEXT NOT NULL DEFAULT '',
      note TEXT NOT NULL DEFAULT '',
      pinned INTEGER NOT NULL DEFAULT 0,
      imported INTEGER NOT NULL DEFAULT 0,
      instance TEXT NOT NULL DEFAULT '',
      deleted_at INTEGER NOT NULL DEFAULT 0,
      stored_bytes INTEGER NOT NULL,
      content TEXT NOT NULL,
      digest TEXT NOT NULL
    ) STRICT;
    CREATE TABLE chunks (
      run INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      part INTEGER NOT NULL,
      bytes BLOB NOT NULL,
      PRIMARY KEY (run, part)
    ) STRICT;
    CREATE TABLE facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL, digest TEXT NOT NULL) STRICT;
  `)
  writeFact(database, 'commits', 0)
  writeFact(database, 'limit-bytes', DEFAULT_LIMIT_BYTES)
}

/**
 * `words`: what a search looks through, in small letters, which SQLite knows of ASCII only. `counted` holds what is
 * counted and added up with every look at the list, `under_way` the runs that may be orphans.
 */
function searchableWords(database: Database): void {
  database.exec(`
    ALTER TABLE runs ADD COLUMN words TEXT NOT NULL DEFAULT '';
    CREATE INDEX counted ON runs (deleted_at, experiment, verdict, instance, variants, stored_bytes);
    CREATE INDEX under_way ON runs (instance) WHERE instance <> '';
  `)
  const set = database.prepare('UPDATE runs SET words = ?, digest = ? WHERE number = ?')
  for (const row of database.prepare('SELECT * FROM runs').all()) {
    const words = searchWords(row)
    set.run(words, rowDigest({ ...row, words }), Number(row['number']))
  }
}

/** `kind`: a sweep is one object in a row of its own, like a run. Under way, its document is what there is of it so far. */
function kinds(database: Database): void {
  database.exec("ALTER TABLE runs ADD COLUMN kind TEXT NOT NULL DEFAULT 'run'")
  const set = database.prepare('UPDATE runs SET digest = ? WHERE number = ?')
  for (const row of database.prepare('SELECT * FROM runs').all()) set.run(rowDigest(row), Number(row['number']))
}

/** `commits` counts the changes that were ever made; `limit-bytes` is what all runs may take. */
type FactName = 'commits' | 'limit-bytes'

/** @throws {LabError} HISTORY_DAMAGED */
export function readFact(database: Database, name: FactName): number {
  const row = database.prepare('SELECT value, digest FROM facts WHERE name = ?').get(name)
  if (row?.['digest'] !== factDigest(name, row?.['value'])) throw damaged(`its ${name} cannot be read`)
  return Number(row['value'])
}

export function writeFact(database: Database, name: FactName, value: number): void {
  const sql =
    'INSERT INTO facts (name, value, digest) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value, digest = excluded.digest'
  database.prepare(sql).run(name, value, factDigest(name, value))
}

function factDigest(name: string, value: unknown): string {
  return hash('sha256', `${name} ${String(value)}`, 'hex').slice(0, 32)
}

/** The version of an open database's schema; 0 = nothing is in it yet. */
export function versionOf(database: Database): number {
  return Number(scalar(database, 'PRAGMA user_version'))
}

/** Whether it is a history at all, or empty. */
export function isHistory(database: Database): boolean {
  return versionOf(database) === 0
    ? scalar(database, 'SELECT count(*) FROM sqlite_schema') === 0
    : scalar(database, 'PRAGMA application_id') === APPLICATION_ID
}

/** Brings a schema up to date, all of it or nothing. @param upTo for fixtures of older files */
export function migrate(database: Database, upTo: number = SCHEMA_VERSION): void {
  const from = versionOf(database)
  // Before there is anything in it: room that runs leave can then be given back.
  if (from === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  if (from >= upTo) return
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const step of MIGRATIONS.slice(versionOf(database), upTo)) step(database)
    database.exec(`PRAGMA user_version = ${String(upTo)}; PRAGMA application_id = ${String(APPLICATION_ID)}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** Whether a database has exactly the tables that its version has. */
export function schemaIsOurs(database: Database): boolean {
  const fresh = new (sqlite().DatabaseSync)(':memory:')
  try {
    migrate(fresh, versionOf(database))
    return schemaText(fresh) === schemaText(database)
  } finally {
    fresh.close()
  }
}

function schemaText(database: Database): string {
  return JSON.stringify(database.prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name').all())
}
