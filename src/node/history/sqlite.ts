import type sqliteModule from 'node:sqlite'
import type { DatabaseSync } from 'node:sqlite'

type Sqlite = typeof sqliteModule
export type Database = DatabaseSync

let loaded: Sqlite | null = null

/**
 * SQLite as Node carries it, loaded when it is first needed. Some versions of Node announce there that it is
 * experimental, which is nothing that a user of this program could act on; every other warning passes.
 * @throws Error in a Node that was built without it
 */
export function sqlite(): Sqlite {
  if (loaded !== null) return loaded
  const own = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {}
  const emitWarning = process.emitWarning.bind(process)
  process.emitWarning = (warning: string | Error, ...rest: unknown[]): void => {
    const text = typeof warning === 'string' ? warning : warning.message
    if (!/\bsqlite\b.*\bexperimental\b/i.test(text)) Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    loaded = process.getBuiltinModule('node:sqlite')
    return loaded
  } finally {
    Object.defineProperty(process, 'emitWarning', own)
  }
}

/** How long a call waits for another process to finish its transaction. */
const BUSY_MILLIS = 10_000

export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const { DatabaseSync } = sqlite()
  const database = new DatabaseSync(path, { timeout: BUSY_MILLIS, ...options })
  // What stands in a file must not run as code, and cells are checked before they are believed.
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0')
  return database
}

/** Copies a database into a new file while it is in use. */
export async function copyDatabase(database: Database, path: string): Promise<void> {
  await sqlite().backup(database, path)
}

/** The first column of the first row. */
export function scalar(database: Database, sql: string, ...bound: readonly (string | number)[]): unknown {
  const row = database.prepare(sql).get(...bound)
  return row === undefined ? undefined : Object.values(row)[0]
}

/** What is kept of SQLite's own error: its primary result code. */
export function resultCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number') return null
  return thrown.errcode & 0xff
}
