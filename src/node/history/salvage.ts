import { copyFileSync, constants, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { makeScratch, markOf, type HistoryFiles } from './history-files.ts'
import { unpack } from './chunks.ts'
import { entryOf, type StoredRow } from './run-row.ts'
import { migrate, SCHEMA_VERSION, versionOf, writeFact } from './schema.ts'
import { openDatabase, type Database } from './sqlite.ts'

/** No run has more; an index that points in a circle does. */
const MOST_CHUNKS = 10_000

/** Runs that could be read whole from a damaged history, in a new one. */
export interface Salvaged {
  readonly path: string
  readonly runs: number
  clearUp(): void
}

/**
 * Copies every run that is whole into a new history. The damaged files themselves are not touched: a copy of them is read.
 */
export function salvage(files: HistoryFiles): Salvaged {
  const scratch = makeScratch(files, randomUUID())
  const clearUp = (): void => rmSync(scratch, { recursive: true, force: true })
  try {
    const path = join(scratch, 'whole.sqlite')
    const whole = openDatabase(path)
    let runs = 0
    try {
      migrate(whole)
      runs = copyRuns(copyOf(files, scratch), whole)
      writeFact(whole, 'commits', 1)
    } finally {
      whole.close() // the last one to close leaves no log behind
    }
    return { path, runs, clearUp }
  } catch (error) {
    clearUp()
    throw error
  }
}

function copyOf({ parts, database }: HistoryFiles, scratch: string): string {
  for (const part of parts) {
    if (markOf(part) !== null) copyFileSync(part, join(scratch, basename(part)), constants.COPYFILE_FICLONE)
  }
  return join(scratch, basename(database))
}

interface WholeRun {
  readonly row: StoredRow
  readonly chunks: readonly Uint8Array[]
}

/** @returns how many there were */
function copyRuns(damagedPath: string, whole: Database): number {
  const known = whole.prepare('SELECT 1 FROM runs WHERE id = ? OR number = ?')
  let runs = 0
  for (const run of wholeRuns(damagedPath)) {
    if (known.get(String(run.row['id']), Number(run.row['number'])) !== undefined) continue
    addRun(whole, run)
    runs += 1
  }
  return runs
}

/** Reads from both ends, as far as it gets: a page that cannot be read hides what lies behind it. */
function* wholeRuns(path: string): Generator<WholeRun> {
  const database = openReadable(path)
  if (database === null) return
  try {
    for (const direction of DIRECTIONS) {
      let last = direction.from
      for (let row = direction.next(database, last); row !== undefined; row = direction.next(database, last)) {
        const number = Number(row['number'])
        // Pages that point in a circle bring up the same rows again.
        if (!direction.goesOn(last, number)) break
        last = number
        const chunks = chunksOf(database, number)
        // A run that is not over has measured nothing that is kept; a sweep has its points so far.
        const hasContent = row['instance'] === '' || row['kind'] === 'sweep'
        const isWhole = entryOf(row) !== null && hasContent
        if (isWhole && unpack(chunks, String(row['content'])) !== null) yield { row, chunks }
      }
    }
  } finally {
    database.close()
  }
}

function openReadable(path: string): Database | null {
  let database: Database | null = null
  try {
    database = openDatabase(path)
    if (versionOf(database) <= SCHEMA_VERSION) {
      migrate(database)
      return database
    }
  } catch {
    // What cannot be opened or brought up to date has no run that could be read.
  }
  database?.close()
  return null
}

const DIRECTIONS = [
  {
    from: Number.MIN_SAFE_INTEGER,
    goesOn: (last: number, number: number) => number > last,
    next: (database: Database, last: number) => rowAt(database, 'number > ? ORDER BY number', last),
  },
  {
    from: Number.MAX_SAFE_INTEGER,
    goesOn: (last: number, number: number) => number < last,
    next: (database: Database, last: number) => rowAt(database, 'number < ? ORDER BY number DESC', last),
  },
] as const

function rowAt(database: Database, condition: string, last: number): StoredRow | undefined {
  try {
    return database.prepare(`SELECT * FROM runs WHERE ${condition} LIMIT 1`).get(last)
  } catch {
    return undefined // no further from this end
  }
}

function addRun(whole: Database, { row, chunks }: WholeRun): void {
  const columns = Object.entries(row).map(
    ([name, value]) => [name, typeof value === 'number' ? value : String(value)] as const,
  )
  whole.exec('BEGIN')
  whole
    .prepare(
      `INSERT INTO runs (${columns.map(([name]) => name).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    )
    .run(...columns.map(([, value]) => value))
  const add = whole.prepare('INSERT INTO chunks (run, part, bytes) VALUES (?, ?, ?)')
  for (const [part, bytes] of chunks.entries()) add.run(Number(row['number']), part, bytes)
  whole.exec('COMMIT')
}

/** In their order; none where they cannot be read. */
function chunksOf(database: Database, run: number): Uint8Array[] {
  try {
    const rows = database.prepare('SELECT bytes FROM chunks WHERE run = ? ORDER BY part LIMIT ?').all(run, MOST_CHUNKS)
    return rows.map(({ bytes }) => (bytes instanceof Uint8Array ? bytes : new Uint8Array()))
  } catch {
    return []
  }
}

/** Moves the files of a history into a folder of their own, bytes unchanged. @returns the folder's name */
export function setAside(files: HistoryFiles, at: string): string {
  const name = nameFor(files, at)
  const folder = join(files.folder, name)
  const scratch = makeScratch(files, randomUUID())
  renameSync(scratch, folder)
  for (const part of [...files.parts, files.record]) {
    if (markOf(part) !== null) renameSync(part, join(folder, basename(part)))
  }
  return name
}

function nameFor({ folder }: HistoryFiles, at: string): string {
  const base = `history-set-aside-${at.replaceAll(/[:.]/g, '-')}`
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${String(count)}`
    if (markOf(join(folder, name)) === null) return name
  }
}
