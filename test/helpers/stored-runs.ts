import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { historyQuerySchema, type HistoryQueryInput } from '../../src/contract/history.ts'
import { SqliteRunStore } from '../../src/node/sqlite-run-store.ts'

/** An empty data folder that is gone when the test is over. */
export function dataFolderOfTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'interleave-history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed when the test is over. */
export function openStore(folder: string, now: () => string = () => '2026-02-03T04:05:06.000Z'): SqliteRunStore {
  const store = new SqliteRunStore(folder, { wallTime: now })
  onTestFinished(() => store.close().catch(() => undefined)) // its files may be gone, or be no history
  return store
}

export function query(input: HistoryQueryInput = {}) {
  return historyQuerySchema.parse(input)
}

/** What a store lists, by id, newest first. */
export async function idsIn(store: SqliteRunStore, input: HistoryQueryInput = {}): Promise<string[]> {
  return (await store.list(query(input))).entries.map(({ id }) => id)
}
