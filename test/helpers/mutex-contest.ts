import { Worker } from 'node:worker_threads'
import { FREE } from '../../src/base/lock-word.ts'
import * as atomics from '../../src/engine/memory/atomics.ts'
import { contestLayout, ENDED, type Contest, type Opening } from './mutex-contest-memory.ts'
import type { MutexName } from './mutexes.ts'

const CONTESTANT = new URL('./mutex-contestant.ts', import.meta.url)
/** Free with somebody waiting for so long, and nobody else running: a wake-up was lost. */
const STALLED_AFTER_MILLIS = 1_000
const LIMIT_MILLIS = 30_000

export interface ContestResult {
  /** What was wrong, in the words of the property that broke; none when all is well. */
  readonly broken: readonly ('mutual exclusion' | 'lost wake-up' | 'failure' | 'no end')[]
  /** Contestants that ended in STOPPED. */
  readonly stopped: number
  readonly waits: number
  /** Every word by name, for the failure message. */
  readonly words: Readonly<Record<string, unknown>>
}

export interface ContestOptions {
  readonly workers: number
  readonly passages: number
  readonly opening?: Opening
}

/** Lets real threads fight for one mutex, and says what they saw. */
export async function contest(lock: MutexName, options: ContestOptions): Promise<ContestResult> {
  const { workers: count, passages, opening = 'free' } = options
  const memory = new SharedArrayBuffer(128 + contestLayout.byteLength)
  const words = contestLayout.bind(memory, 128)
  const cells = words.cells.first(count)
  const exits: Promise<unknown>[] = []
  const threads = cells.map((_, worker) => {
    const workerData: Contest = { memory, lock, worker, workers: count, passages, opening }
    const thread = new Worker(CONTESTANT, { workerData, execArgv: [], env: {} })
    exits.push(new Promise(resolve => thread.once('exit', resolve)))
    return thread
  })

  const snapshot = () => ({
    gate: words.gate.word.load(),
    inside: words.inside.load(),
    total: words.total.load(),
    arrived: words.arrived.load(),
    cells: cells.map(cell => ({
      ended: cell.ended.load(),
      passages: cell.passages.load(),
      intrusions: cell.intrusions.load(),
      waits: cell.waits.load(),
      waitingFor: cell.waitingFor.load(),
    })),
  })
  const running = () => cells.filter(cell => cell.ended.load() === ENDED.running)
  const lostWakeUp = () => words.gate.word.load() === FREE && running().every(cell => cell.waitingFor.load() !== 0)

  let end: ContestResult['broken'] = []
  for (let waited = 0; running().length > 0;) {
    const changes = words.changes.load()
    const before = JSON.stringify(snapshot())
    const woken = await atomics.waitAsync(words.changes.cell, changes, STALLED_AFTER_MILLIS)
    if (woken !== 'timed-out') continue
    waited += STALLED_AFTER_MILLIS
    if (lostWakeUp() && JSON.stringify(snapshot()) === before) end = ['lost wake-up']
    else if (waited >= LIMIT_MILLIS) end = ['no end']
    if (end.length > 0) break
  }
  const result = snapshot()
  if (end.length > 0) await Promise.all(threads.map(thread => thread.terminate()))
  await Promise.all(exits)

  const intruded = result.cells.some(cell => cell.intrusions > 0)
  const counted = result.cells.reduce((sum, cell) => sum + cell.passages, 0)
  const failed = result.cells.some(cell => cell.ended === ENDED.failed)
  return {
    broken: [
      ...(intruded || result.total !== counted ? ['mutual exclusion' as const] : []),
      ...(failed ? ['failure' as const] : []),
      ...end,
    ],
    stopped: result.cells.filter(cell => cell.ended === ENDED.stopped).length,
    waits: result.cells.reduce((sum, cell) => sum + cell.waits, 0),
    words: result,
  }
}
