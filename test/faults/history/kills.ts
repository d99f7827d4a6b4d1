import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fileURLToPath } from 'node:url'
import { Prng } from '../../../src/base/prng.ts'
import { LONGEST_PAGE, type RunEntry } from '../../../src/contract/history.ts'
import { registry } from '../../../src/engine/experiments/index.ts'
import { KeptRuns } from '../../../src/engine/run/kept-runs.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { SqliteRunStore } from '../../../src/node/sqlite-run-store.ts'
import { documentCalled } from '../../helpers/run-documents.ts'

const WRITER = fileURLToPath(new URL('./writer-main.ts', import.meta.url))
const BELONGS_THERE = ['history-instances', 'history-opening.lock', 'history-record.json', 'history.sqlite']
/** From the first word of a writer to its end. */
const LONGEST_LIFE_MILLIS = 300

export interface Killed {
  readonly kills: number
  /** Runs that were reported as saved. */
  readonly saved: number
  readonly interrupted: number
}

/**
 * Kills processes that keep runs, at random moments, one or two of them at a time, and looks after each kill what the
 * history holds.
 * @throws Error where a run that was reported as saved is lost, or anything lies about that is not whole
 */
export async function killWriters(folder: string, times: number, seed: number): Promise<Killed> {
  const prng = new Prng(seed)
  const saved = new Set<string>()
  const begun = new Set<string>()
  let kills = 0
  while (kills < times) {
    const together = kills % 4 === 3 ? 2 : 1
    const words = await Promise.all(
      Array.from({ length: together }, (_, one) =>
        killedWriter(
          folder,
          prng.nextBelow(2) === 0 ? 'runs' : 'saves',
          `w${kills}-${one}`,
          prng.nextBelow(LONGEST_LIFE_MILLIS),
        ),
      ),
    )
    kills += together
    for (const word of words.flat()) {
      const [what = '', id = ''] = word.split(' ')
      begun.add(id)
      if (what === 'saved') saved.add(id)
    }
    await check(folder, { begun, saved })
  }
  const entries = await entriesIn(folder)
  return { kills, saved: saved.size, interrupted: entries.filter(({ state }) => state === 'interrupted').length }
}

/** What a writer said before it was killed. */
function killedWriter(folder: string, mode: string, name: string, lifeMillis: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [WRITER, folder, mode, name], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (said === '') setTimeout(() => writer.kill('SIGKILL'), lifeMillis)
      said += text
    })
    writer.on('error', reject)
    writer.on('close', (code, signal) => {
      // A word that was cut off by the kill was not said.
      if (signal === 'SIGKILL') resolve(said.split('\n').slice(0, -1))
      else reject(new Error(`a writer ended by itself, with ${String(code)}`))
    })
  })
}

async function check(
  folder: string,
  { begun, saved }: { readonly begun: ReadonlySet<string>; readonly saved: ReadonlySet<string> },
): Promise<void> {
  const entries = new Map((await entriesIn(folder)).map(entry => [entry.id, entry]))
  for (const id of saved) {
    if (entries.get(id)?.state !== 'completed')
      throw new Error(`run ${id} was saved and is ${entries.get(id)?.state ?? 'gone'}`)
  }
  for (const [id, { state }] of entries) {
    if (state !== 'completed' && state !== 'interrupted') throw new Error(`run ${id} is ${state}`)
    if (state === 'interrupted' && saved.has(id)) throw new Error(`run ${id} was saved and is interrupted`)
  }
  for (const id of begun) if (!entries.has(id)) throw new Error(`run ${id} was begun and is gone`)
  const lying = readdirSync(folder).filter(name => !BELONGS_THERE.includes(name))
  if (lying.length > 0) throw new Error(`left behind: ${lying.join(', ')}`)
  const instances = readdirSync(join(folder, 'history-instances'))
  if (instances.length > 0) throw new Error(`dead processes count as living: ${instances.join(', ')}`)
}

/** Everything, as the next start of a lab finds it; each made run is read and compared. */
async function entriesIn(folder: string): Promise<RunEntry[]> {
  const history = new KeptRuns(new SqliteRunStore(folder, nodeClock), registry)
  try {
    const entries: RunEntry[] = []
    for (;;) {
      const page = await history.list({ offset: entries.length, limit: LONGEST_PAGE })
      entries.push(...page.entries)
      if (page.notices.length > 0) throw new Error(page.notices[0]?.message)
      if (entries.length >= page.total) break
    }
    for (const { id, state } of entries.slice(0, 20)) {
      const { document } = await history.open(id)
      if (id.startsWith('w') && state === 'completed' && !isDeepStrictEqual(document, documentCalled(id))) {
        throw new Error(`run ${id} says something else`)
      }
    }
    return entries
  } finally {
    await history.close()
  }
}
