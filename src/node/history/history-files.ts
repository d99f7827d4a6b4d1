import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../../base/errors.ts'

/** Where what lies in a data folder. */
export interface HistoryFiles {
  readonly folder: string
  readonly database: string
  /** The database with what SQLite keeps beside it: the log of changes, and its index. */
  readonly parts: readonly string[]
  readonly record: string
  /** Held while a process opens the history. */
  readonly opening: string
  /** A lock for each process that has the history open. */
  readonly instances: string
}

/** Of everything that is not finished; whoever finds it at the next start removes it. */
export const SCRATCH_PREFIX = 'history-scratch-'

export function historyFiles(folder: string): HistoryFiles {
  const database = join(folder, 'history.sqlite')
  return {
    folder,
    database,
    parts: [database, `${database}-wal`, `${database}-shm`],
    record: join(folder, 'history-record.json'),
    opening: join(folder, 'history-opening.lock'),
    instances: join(folder, 'history-instances'),
  }
}

/** A folder for what is not finished. */
export function makeScratch({ folder }: HistoryFiles, id: string): string {
  const path = join(folder, `${SCRATCH_PREFIX}${id}`)
  mkdirSync(path)
  return path
}

/** Removes what processes that were ended left unfinished. Only while no other process has the history open. */
export function removeScratch({ folder }: HistoryFiles): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(SCRATCH_PREFIX)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** How a file's size and last change are now; null where there is none. */
export interface FileMark {
  readonly bytes: number
  readonly changedMillis: number
}

/** @throws the system's error where it cannot be told */
export function markOf(path: string): FileMark | null {
  try {
    const { size, mtimeMs } = statSync(path)
    return { bytes: size, changedMillis: mtimeMs }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}
