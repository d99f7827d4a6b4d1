import { existsSync } from 'node:fs'
import { LabError, systemCode } from '../base/errors.ts'
import type { RunPlanSummary } from '../contract/events.ts'
import type {
  HistoryNotice,
  HistoryQuery,
  HistorySize,
  RunEdit,
  RunEntry,
  RunMatches,
  StoredRun,
} from '../contract/history.ts'
import { runDocumentSchema, type RunDocument } from '../contract/run-document.ts'
import { runPlanSchema } from '../contract/run-plan.ts'
import type { SweepDocument } from '../contract/sweep.ts'
import type { KeptSweep, RunStore, SweepKeeping } from '../engine/ports.ts'
import { pack } from './history/chunks.ts'
import { backUp, closeHistory, openHistory, remember, type OpenHistory } from './history/open-history.ts'
import type { Instance } from './history/instances.ts'
import { columnsOf, columnsOfPlan } from './history/run-row.ts'
import {
  checkedEntry,
  editRun,
  findRow,
  goesOn,
  makeRoom,
  markDeleted,
  matchingRuns,
  orphansIn,
  parsed,
  putRun,
  rowOf,
  storedBytes,
  textOf,
} from './history/run-rows.ts'
import { orphanSweepsIn, putSweep, sweepIn } from './history/sweep-rows.ts'
import { readFact, writeFact } from './history/schema.ts'
import { scalar, type Database } from './history/sqlite.ts'
import { historyError } from './history/trouble.ts'

/** A deleted run can be brought back at least so long. */
const UNDO_MILLIS = 3_600_000

export interface WallClock {
  wallTime(): string
}

/** Runs in a SQLite database in a folder. It is opened, and made where there is none, when it is first needed. */
export class SqliteRunStore implements RunStore {
  readonly #folder: string
  readonly #clock: WallClock
  #opening: Promise<OpenHistory> | null = null
  #notices: readonly HistoryNotice[] = []
  /** What was read is not what was written: the next opening looks closely. */
  #inDoubt = false
  #remembering: Promise<void> = Promise.resolve()

  constructor(folder: string, clock: WallClock) {
    this.#folder = folder
    this.#clock = clock
  }

  async begin(plan: RunPlanSummary): Promise<void> {
    const packed = await pack(JSON.stringify(plan))
    await this.#with(({ database, instance }) => {
      // The row of a run that has not ended may be lost with the power: waiting for the disk here delays the run.
      change(database, 'NORMAL', () => {
        putRun(database, { ...columnsOfPlan(plan), instance: instance.id }, packed)
      })
    })
  }

  async finish(document: RunDocument): Promise<void> {
    const packed = await pack(JSON.stringify(document))
    await this.#change(database => {
      const known = findRow(database, document.id)
      if (known?.['instance'] === '') return // it was finished before, and that stands
      putRun(database, { ...columnsOf(document), instance: '' }, packed)
      makeRoom(database, document.id)
    })
  }

  async add(document: RunDocument): Promise<void> {
    const packed = await pack(JSON.stringify(document))
    await this.#change(database => {
      const known = findRow(database, document.id)
      if (known?.['deleted_at'] === 0) {
        throw new LabError('BAD_IMPORT', `run "${document.id}" is in the history already`, {
          allowed: 'a run that is not',
          suggestion: `interleave history show ${document.id}`,
        })
      }
      putRun(database, { ...columnsOf(document), imported: 1, instance: '', deleted_at: 0 }, packed)
      makeRoom(database, document.id)
    })
  }

  orphans(): Promise<readonly RunPlanSummary[]> {
    return this.#with(({ database, instance }) => {
      return orphansIn(database, instance, 'run').map(row => parsed(runPlanSchema, textOf(database, row), row['id']))
    })
  }

  async keepSweep(sweep: SweepDocument, how: SweepKeeping): Promise<boolean> {
    const packed = await pack(JSON.stringify(sweep))
    return this.#change((database, instance) => putSweep(database, instance, { sweep, packed, ...how }))
  }

  findSweep(id: string): Promise<KeptSweep | null> {
    return this.#with(({ database }) => sweepIn(database, id))
  }

  orphanSweeps(): Promise<readonly SweepDocument[]> {
    return this.#with(({ database, instance }) => orphanSweepsIn(database, instance))
  }

  entry(id: string): Promise<RunEntry> {
    return this.#with(({ database }) => checkedEntry(rowOf(database, id)))
  }

  list(query: HistoryQuery): Promise<RunMatches> {
    return this.#with(({ database }) => matchingRuns(database, query))
  }

  names(): Promise<{ readonly experiments: readonly string[]; readonly variants: readonly string[] }> {
    return this.#with(({ database }) => {
      const distinct = (column: string): string[] =>
        database
          .prepare(`SELECT DISTINCT ${column} AS name FROM runs WHERE deleted_at = 0 ORDER BY name`)
          .all()
          .map(({ name }) => String(name))
      const variants = distinct('variants').flatMap(list => list.split(','))
      return { experiments: distinct('experiment'), variants: [...new Set(variants)] }
    })
  }

  open(id: string): Promise<StoredRun> {
    return this.#with(({ database }) => {
      const row = rowOf(database, id)
      if (row['kind'] !== 'run') {
        throw new LabError('UNKNOWN_RUN', `"${id}" is a sweep, not a run`, {
          allowed: 'the id of a run',
          suggestion: `interleave history show ${id}`,
        })
      }
      if (row['instance'] !== '') throw goesOn(`run ${id}`)
      return { entry: checkedEntry(row), document: parsed(runDocumentSchema, textOf(database, row), id) }
    })
  }

  edit(id: string, edit: RunEdit): Promise<RunEntry> {
    return this.#change(database => editRun(database, rowOf(database, id), edit))
  }

  async delete(ids: readonly string[]): Promise<void> {
    const at = Date.parse(this.#clock.wallTime())
    await this.#change(database => {
      for (const id of ids) {
        const row = rowOf(database, id)
        if (row['instance'] !== '') throw goesOn(`${String(row['kind'])} ${id}`)
        markDeleted(database, row, at)
      }
    })
  }

  async restore(ids: readonly string[]): Promise<void> {
    await this.#change(database => {
      for (const id of ids) {
        const row = findRow(database, id)
        if (row === undefined) throw new LabError('UNKNOWN_RUN', `run "${id}" is gone for good`)
        markDeleted(database, row, 0)
      }
    })
  }

  size(): Promise<HistorySize> {
    return this.#with(({ database }) => ({
      runs: Number(scalar(database, 'SELECT count(*) FROM runs WHERE deleted_at = 0')),
      bytes: storedBytes(database),
      limitBytes: readFact(database, 'limit-bytes'),
    }))
  }

  async limit(bytes: number): Promise<void> {
    await this.#change(database => {
      writeFact(database, 'limit-bytes', bytes)
      makeRoom(database, '')
    })
  }

  backup(path: string): Promise<void> {
    return this.#with(async ({ database }) => {
      if (existsSync(path)) throw refused(path, 'it exists already')
      try {
        await backUp(database, path)
      } catch (error) {
        throw refused(path, systemCode(error))
      }
    })
  }

  notices(): readonly HistoryNotice[] {
    return this.#notices
  }

  async close(): Promise<void> {
    const opening = this.#opening
    this.#opening = null
    if (opening === null) return
    const open = await opening.catch(() => null) // whoever asked for it has heard
    await this.#remembering.catch(() => undefined)
    if (open === null) return
    try {
      await closeHistory(open, this.#inDoubt)
    } catch (error) {
      throw historyError(error)
    }
  }

  /** A change that is on the disk when it resolves. */
  async #change<T>(work: (database: Database, instance: Instance) => T): Promise<T> {
    return this.#with(async ({ files, database, instance }) => {
      const result = change(database, 'FULL', () => work(database, instance))
      this.#remembering = this.#remembering.catch(() => undefined).then(() => remember(files, database))
      await this.#remembering
      return result
    })
  }

  async #with<T>(work: (open: OpenHistory) => T | Promise<T>): Promise<T> {
    try {
      return await work(await this.#opened())
    } catch (thrown) {
      const error = historyError(thrown)
      if (error.code === 'HISTORY_DAMAGED') this.#inDoubt = true
      throw error
    }
  }

  #opened(): Promise<OpenHistory> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  async #open(): Promise<OpenHistory> {
    try {
      const now = this.#clock.wallTime()
      const open = await openHistory(this.#folder, now)
      this.#notices = open.notices
      endDeleted(open.database, Date.parse(now) - UNDO_MILLIS)
      return open
    } catch (error) {
      this.#opening = null // a disk that was full may not be by the next time
      throw error
    }
  }
}

/** One transaction. @param synchronous whether it waits for the disk */
function change<T>(database: Database, synchronous: 'NORMAL' | 'FULL', work: () => T): T {
  database.exec(`PRAGMA synchronous = ${synchronous}`)
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    writeFact(database, 'commits', readFact(database, 'commits') + 1)
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What was deleted long enough ago leaves. */
function endDeleted(database: Database, before: number): void {
  const condition = 'deleted_at > 0 AND deleted_at < ?'
  if (scalar(database, `SELECT count(*) FROM runs WHERE ${condition}`, before) === 0) return
  change(database, 'FULL', () => database.prepare(`DELETE FROM runs WHERE ${condition}`).run(before))
}

function refused(path: string, why: string): LabError {
  return new LabError('OUTPUT_TARGET', `the backup "${path}" cannot be written: ${why}`, {
    allowed: 'a new file in a folder that can be written to',
    suggestion: 'another place',
  })
}
