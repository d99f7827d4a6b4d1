import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryFiles } from './history-files.ts'
import { resultCode, sqlite, type Database } from './sqlite.ts'
import { unavailable } from './trouble.ts'
import { systemCode } from '../../base/errors.ts'

const BUSY = 5
const ENDING = '.lock'
const OPENING_MILLIS = 30_000
const LOOK_EVERY_MILLIS = 20

/**
 * Processes that have the history open. Each holds a lock of SQLite's on a file of its own, because the system lets go
 * of such a lock however the process ends, and a process's number can be another one's by tomorrow.
 */
export class Instance {
  readonly id: string
  readonly #folder: string
  readonly #lock: Database

  /** Only for whoever holds the opening lock: between the making of the file and that of the lock it looks dead. */
  constructor({ instances }: HistoryFiles) {
    this.id = randomUUID()
    this.#folder = instances
    mkdirSync(instances, { recursive: true })
    const lock = tryLock(this.#path(this.id))
    if (lock === null) throw new Error('a new file is locked already')
    this.#lock = lock
  }

  /** Whether a process that has the history open is still there. */
  isAlive(id: string): boolean {
    return id === this.id || (namesIn(this.#folder).includes(id) && isHeld(this.#path(id)))
  }

  close(): void {
    this.#lock.close()
    rmSync(this.#path(this.id), { force: true })
  }

  #path(id: string): string {
    return join(this.#folder, id + ENDING)
  }
}

/**
 * Whether any process has the history open, and whether one of them ended without closing it; the traces of those are
 * removed. Only for whoever holds the opening lock.
 */
export function lookForInstances({ instances }: HistoryFiles): { readonly living: boolean; readonly died: boolean } {
  const held = namesIn(instances).map(id => {
    const path = join(instances, id + ENDING)
    const alive = isHeld(path)
    if (!alive) rmSync(path, { force: true })
    return alive
  })
  return { living: held.includes(true), died: held.includes(false) }
}

/** One process after the other. @throws {LabError} HISTORY_UNAVAILABLE where another one takes too long */
export async function whileOpening<T>({ opening }: HistoryFiles, work: () => Promise<T>): Promise<T> {
  const lock = await opened(opening)
  try {
    return await work()
  } finally {
    lock.close()
  }
}

/** Its holder may be another store in this very process, so nobody waits inside SQLite. */
async function opened(path: string): Promise<Database> {
  for (let waited = 0; waited <= OPENING_MILLIS; waited += LOOK_EVERY_MILLIS) {
    const lock = tryLock(path)
    if (lock !== null) return lock
    await sleep(LOOK_EVERY_MILLIS)
  }
  throw unavailable('another process has been opening it for too long')
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => name.endsWith(ENDING))
      .map(name => name.slice(0, -ENDING.length))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [] // before the first process
    throw error
  }
}

function isHeld(path: string): boolean {
  const lock = tryLock(path)
  lock?.close()
  return lock === null
}

/** @returns the lock, held until it is closed; null where somebody else holds it */
function tryLock(path: string): Database | null {
  const lock = new (sqlite().DatabaseSync)(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (resultCode(error) === BUSY) return null
    throw error
  }
}
