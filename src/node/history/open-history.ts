import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from '../../base/units.ts'
import type { HistoryNotice } from '../../contract/history.ts'
import { makeFileWhole } from '../files.ts'
import { historyFiles, markOf, removeScratch, type HistoryFiles } from './history-files.ts'
import { inspect, type Damage } from './inspect.ts'
import { Instance, lookForInstances, whileOpening } from './instances.ts'
import { salvage, setAside } from './salvage.ts'
import { isHistory, migrate, readFact, SCHEMA_VERSION, versionOf } from './schema.ts'
import { readSideRecord, writeSideRecord } from './side-record.ts'
import { copyDatabase, openDatabase, scalar, type Database } from './sqlite.ts'
import { damaged, unavailable } from './trouble.ts'

/** A history that is open, and what was found at its opening. */
export interface OpenHistory {
  readonly files: HistoryFiles
  readonly database: Database
  readonly instance: Instance
  readonly notices: readonly HistoryNotice[]
}

/**
 * Opens the history in a folder, which is made where there is none: removes the traces of processes that were ended,
 * looks whether it is whole, sets aside what is not, brings an older one up to date.
 *
 * Guarantees: what is found damaged, or newer than this program, is kept in a folder of its own, bytes unchanged, with a
 * notice that names it; runs that are whole in it are in the new history.
 * @param now ISO 8601
 */
export async function openHistory(folder: string, now: string): Promise<OpenHistory> {
  const files = historyFiles(folder)
  mkdirSync(folder, { recursive: true })
  return whileOpening(files, async () => {
    const { living } = lookForInstances(files)
    if (!living) removeScratch(files)
    // Whoever has it open has looked at it, and nobody moves it away from under them.
    const notices = living ? [] : looked(files, now)
    const database = openDatabase(files.database)
    try {
      if (living) checkInUse(files, database)
      else await bringUpToDate(files, database)
      await remember(files, database)
      return { files, database, instance: new Instance(files), notices }
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/** Closes it; the last process to do so leaves a single file, and remembers how it left it. */
export async function closeHistory({ files, database, instance }: OpenHistory, inDoubt: boolean): Promise<void> {
  await whileOpening(files, async () => {
    const commits = readFact(database, 'commits')
    const runs = Number(scalar(database, 'SELECT count(*) FROM runs'))
    // Room that runs have left is given back.
    database.exec('PRAGMA incremental_vacuum')
    database.close()
    instance.close()
    const isLast = !lookForInstances(files).living && markOf(`${files.database}-wal`) === null
    const left = isLast && !inDoubt ? markOf(files.database) : null
    const known = readSideRecord(files)
    await writeSideRecord(files, { commits: Math.max(commits, known?.commits ?? 0), runs, left, inDoubt })
  })
}

/** Writes down what is on the disk now. */
export async function remember(files: HistoryFiles, database: Database): Promise<void> {
  const commits = readFact(database, 'commits')
  const runs = Number(scalar(database, 'SELECT count(*) FROM runs'))
  await writeSideRecord(files, { commits, runs, left: null, inDoubt: false })
}

function looked(files: HistoryFiles, now: string): HistoryNotice[] {
  const record = readSideRecord(files)
  const found = inspect(files, record)
  if (found === null) return []
  const salvaged = salvage(files)
  try {
    const name = setAside(files, now)
    renameSync(salvaged.path, files.database)
    return [noticeOf(found, name, salvaged.runs, record?.runs ?? null)]
  } finally {
    salvaged.clearUp()
  }
}

function noticeOf({ code, what }: Damage, folder: string, whole: number, known: number | null): HistoryNotice {
  const kept = known === null ? counted(whole, 'run') : `${String(whole)} of ${counted(known, 'run')}`
  const message =
    `the history could not be used as it was: ${what}. Its files are unchanged in "${folder}" in the data folder; ` +
    `${kept} could be read whole and ${whole === 1 ? 'is' : 'are'} kept.`
  return { code, message }
}

/** @throws {LabError} HISTORY_DAMAGED, HISTORY_UNAVAILABLE */
function checkInUse(files: HistoryFiles, database: Database): void {
  if (versionOf(database) !== SCHEMA_VERSION) {
    throw unavailable('an Interleave of another version has it open; close that one first')
  }
  const known = readSideRecord(files)?.commits ?? 0
  if (!isHistory(database) || readFact(database, 'commits') < known) {
    throw damaged('it holds less than it is known to hold, and another process has it open; close that one first')
  }
}

async function bringUpToDate(files: HistoryFiles, database: Database): Promise<void> {
  const from = versionOf(database)
  if (from > 0 && from < SCHEMA_VERSION) {
    await backUp(database, join(files.folder, `history-before-schema-${String(SCHEMA_VERSION)}.sqlite`))
  }
  migrate(database)
}

/**
 * Copies a history into one file, whole or not at all, while it is in use; SQLite flushes it to the disk.
 * @throws the system's or SQLite's error
 */
export async function backUp(database: Database, path: string): Promise<void> {
  await makeFileWhole(path, temporary => copyDatabase(database, temporary))
}
