import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { LabError } from '../../../src/base/errors.ts'
import { Prng } from '../../../src/base/prng.ts'
import { historyQuerySchema } from '../../../src/contract/history.ts'
import { SqliteRunStore } from '../../../src/node/sqlite-run-store.ts'
import { documentCalled } from '../../helpers/run-documents.ts'
import { MUTATIONS, type Mutation } from './mutations.ts'

const RUNS = 12
const CLOCK = { wallTime: () => '2026-02-03T04:05:06.000Z' }
const PARTS = ['history.sqlite', 'history.sqlite-wal', 'history.sqlite-shm']

/** Histories to damage: one that was closed, and one as it lies on the disk while a process has it open. */
export interface Patterns {
  readonly closed: string
  readonly inUse: string
  clearUp(): void
}

const idOf = (run: number): string => `run-${run}`

export async function makePatterns(): Promise<Patterns> {
  const closed = mkdtempSync(join(tmpdir(), 'interleave-closed-'))
  const inUse = mkdtempSync(join(tmpdir(), 'interleave-in-use-'))
  const store = new SqliteRunStore(closed, CLOCK)
  for (let run = 0; run < RUNS - 3; run += 1) await store.finish(documentCalled(idOf(run)))
  await store.close()
  const going = new SqliteRunStore(closed, CLOCK)
  for (let run = RUNS - 3; run < RUNS; run += 1) await going.finish(documentCalled(idOf(run)))
  cpSync(closed, inUse, { recursive: true })
  await going.close()
  return {
    closed,
    inUse,
    clearUp() {
      for (const folder of [closed, inUse]) rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface Told {
  readonly kind: string
  readonly seed: number
  /** What the lab said of it; `whole` where all runs were as they had been. */
  readonly how: 'whole' | 'set aside' | 'told of a run'
  readonly kept: number
}

/**
 * Damages a copy of a history and uses it as the lab does.
 * @throws Error where anything was lost without a word, or the damaged bytes were changed
 */
export async function damageAndUse(patterns: Patterns, seed: number): Promise<Told> {
  const mutation = mutationOf(seed)
  const folder = mkdtempSync(join(tmpdir(), 'interleave-damaged-'))
  try {
    cpSync(mutation.inUse ? patterns.inUse : patterns.closed, folder, { recursive: true })
    mutation.apply(folder, new Prng(seed))
    const before = bytesIn(folder)
    const first = await use(folder)
    const asides = readdirSync(folder).filter(name => name.startsWith('history-set-aside-'))
    if (first.notices.length > 0) {
      checkSetAside(folder, asides, before)
      return { ...told(mutation, seed), how: 'set aside', kept: first.runs }
    }
    if (first.refusals === 0) {
      if (first.runs !== RUNS) throw new Error(`${RUNS - first.runs} runs were lost without a word`)
      return { ...told(mutation, seed), how: 'whole', kept: first.runs }
    }
    const second = await use(folder)
    if (second.notices.length === 0 || second.refusals > 0) throw new Error('a damaged run was told of and left there')
    return { ...told(mutation, seed), how: 'told of a run', kept: second.runs }
  } catch (error) {
    throw new Error(`${mutation.kind}, seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function mutationOf(seed: number): Mutation {
  const mutation = MUTATIONS[seed % MUTATIONS.length]
  if (mutation === undefined) throw new Error('there are no mutations')
  return mutation
}

const told = ({ kind }: Mutation, seed: number) => ({ kind, seed })

interface Used {
  readonly runs: number
  readonly refusals: number
  readonly notices: readonly unknown[]
}

/** Opens, lists, reads every run, saves one, closes. */
async function use(folder: string): Promise<Used> {
  const store = new SqliteRunStore(folder, CLOCK)
  let refusals = 0
  let runs = 0
  try {
    for (let run = 0; run < RUNS; run += 1) {
      try {
        const { document } = await store.open(idOf(run))
        if (!isDeepStrictEqual(document, documentCalled(idOf(run)))) throw new Error(`run ${run} says something else`)
        runs += 1
      } catch (error) {
        if (!(error instanceof LabError)) throw error
        if (error.code === 'HISTORY_DAMAGED') refusals += 1
        else if (error.code !== 'UNKNOWN_RUN') throw error
      }
    }
    const { entries } = await store.list(historyQuerySchema.parse({}))
    const listed = entries.filter(({ id }) => id !== 'later').length
    if (listed !== runs + refusals) throw new Error(`${listed} runs are listed, ${runs} can be opened`)
    await store.finish(documentCalled('later'))
    await store.open('later')
    return { runs, refusals, notices: store.notices() }
  } finally {
    await store.close()
  }
}

function bytesIn(folder: string): ReadonlyMap<string, Buffer> {
  const there = PARTS.filter(part => existsSync(join(folder, part)))
  return new Map(there.map(part => [part, readFileSync(join(folder, part))]))
}

function checkSetAside(folder: string, asides: readonly string[], before: ReadonlyMap<string, Buffer>): void {
  const [aside, ...more] = asides
  if (aside === undefined || more.length > 0) throw new Error(`${asides.length} folders were set aside`)
  for (const [part, bytes] of before) {
    const kept = readFileSync(join(folder, aside, basename(part)))
    if (!kept.equals(bytes)) throw new Error(`${part} is not as it was found`)
  }
}
