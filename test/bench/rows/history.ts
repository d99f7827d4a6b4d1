import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LabError } from '../../../src/base/errors.ts'
import type { HistoryQueryInput } from '../../../src/contract/history.ts'
import { KeptRuns } from '../../../src/engine/run/kept-runs.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { pack } from '../../../src/node/history/chunks.ts'
import { historyFiles } from '../../../src/node/history/history-files.ts'
import { columnsOf } from '../../../src/node/history/run-row.ts'
import { putRun } from '../../../src/node/history/run-rows.ts'
import { migrate } from '../../../src/node/history/schema.ts'
import { openDatabase } from '../../../src/node/history/sqlite.ts'
import { SqliteRunStore } from '../../../src/node/sqlite-run-store.ts'
import { documentCalled } from '../../helpers/run-documents.ts'
import type { Side } from '../criterion.ts'
import type { OneContest } from '../one-contest.ts'
import { millisOf } from '../wording.ts'
import { firstNumber } from './cold-start.ts'

const RUNS = 10_000

/** How long the list of a long history takes to come, as a page asks for it, and what it costs to start beside one. */
export function historyRows(): readonly OneContest[] {
  return [
    row('history of 10 000 runs, first page', 200, { limit: 100 }, RUNS),
    row('history of 10 000 runs, search', 100, { limit: 100, search: 'lost run-99 mutex' }, 111),
    startRow,
  ]
}

/** The history is opened on the way to the first number, because the run is kept. */
const startRow: OneContest = {
  name: 'start beside a history of 10 000 runs',
  base: 'a start beside an empty one, in milliseconds more',
  must: { at: 'most', value: 100 },
  goal: null,
  note: 'from starting a Node process to the first counted trial of `run lost-update` on 2 workers, whose run is kept; both histories were closed in good order',
  whyMissed: 'the file is looked over before the first run is kept',
  turns: 1,
  ratioOf: (subject, base) => subject - base,
  absolute: millisOf('first number after', 'beside an empty one'),
  async open() {
    const [long, empty] = [freshFolder(), freshFolder()]
    await fill(long)
    for (const folder of [long, empty]) await openAndClose(folder)
    return {
      subject: () => firstNumber({ ...process.env, INTERLEAVE_DATA_DIR: long }),
      base: () => firstNumber({ ...process.env, INTERLEAVE_DATA_DIR: empty }),
      close() {
        for (const folder of [long, empty]) rmSync(folder, { recursive: true, force: true })
        return Promise.resolve()
      },
    }
  },
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'interleave-bench-history-'))
}

/** As the lab leaves a history behind, with its record beside it. */
async function openAndClose(folder: string): Promise<void> {
  const history = new KeptRuns(new SqliteRunStore(folder, nodeClock), new Map())
  await history.list({})
  await history.close()
}

function row(name: string, at: number, query: HistoryQueryInput, expected: number): OneContest {
  return {
    name,
    base: '1 ms',
    must: { at: 'most', value: at },
    goal: null,
    note: 'milliseconds from the question to the answer in the engine host, with the count of all matches and the size of all runs; the file is in the system’s cache',
    whyMissed: 'every row is read and its digest checked',
    turns: 3,
    ratioOf: subject => subject / 3,
    absolute: millisOf('answer after', null),
    async open() {
      const folder = freshFolder()
      await fill(folder)
      const history = new KeptRuns(new SqliteRunStore(folder, nodeClock), new Map())
      await history.list({}) // opens it
      return {
        subject: asking(history, query, expected),
        base: () => Promise.resolve({ millis: 1, counted: null }),
        async close() {
          await history.close()
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
  }
}

function asking(history: KeptRuns, query: HistoryQueryInput, expected: number): Side {
  return async () => {
    const started = nodeClock.nowMillis()
    const { total } = await history.list(query)
    const millis = nodeClock.nowMillis() - started
    if (total !== expected) throw new LabError('INTERNAL', `the history found ${total} runs, not ${expected}`)
    return { millis, counted: null }
  }
}

/** In one transaction: saving them one by one takes a minute. */
async function fill(folder: string): Promise<void> {
  const document = documentCalled('pattern')
  const packed = await pack(JSON.stringify(document))
  const database = openDatabase(historyFiles(folder).database)
  migrate(database)
  database.exec('BEGIN')
  for (let run = 0; run < RUNS; run += 1) {
    putRun(database, { ...columnsOf(document), id: `run-${run}`, instance: '' }, packed)
  }
  database.exec('COMMIT')
  database.close()
}
