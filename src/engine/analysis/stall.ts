import { listed, workerName } from '../../base/text.ts'
import { resourceName } from '../../contract/cycle-in-words.ts'
import { awaitedInWords, irreducible, someOf, unprovable } from './stall-cause.ts'
import { isGone, type StuckWorker } from './stuck-worker.ts'

/** Nothing was done for a while: why, as far as can be told. */
export interface Stall {
  readonly kind: 'stalled' | 'abandoned' | 'livelock'
  readonly cause: string
  /** What is waited for. */
  readonly resources: readonly string[]
}

/**
 * Names the cause of a standstill. Pure: plain facts in, words out.
 *
 * - ABANDONED: somebody waits, without a limit, for what a worker owns that has left its kernel. Nobody will release it.
 * - LIVELOCK: workers retry all the time and none succeeds.
 * - STALLED: all else. The cause is then not proved, and said to be so: permits, events and flags have no owner, and a
 *   worker that spins looks like one that computes. What a reduction of the waits leaves over is told all the same.
 *
 * @param workers T1 first
 * @param retries how many retries were counted during the standstill; null where the experiment counts none
 */
export function stallOf(workers: readonly StuckWorker[], retries: number | null): Stall {
  const awaited = workers.flatMap(worker => (worker.does === 'waits' ? [worker.forWord] : []))
  const resources = [...new Set(awaited)].toSorted()
  const orphan = workers.flatMap((worker, index) => orphaned(workers, worker, index))[0]
  if (orphan !== undefined) return { kind: 'abandoned', cause: orphan, resources }
  if (retries !== null && retries > 0) {
    return { kind: 'livelock', cause: `${String(retries)} retries, and none of them got anything done`, resources }
  }
  const stuck = irreducible(workers)
  const why = unprovable(workers, stuck)
  const unproven = why === null ? 'cause unproven' : `cause unproven, because ${why}`
  return { kind: 'stalled', cause: `${unproven}: ${listed(inWords(workers, stuck))}`, resources }
}

function orphaned(workers: readonly StuckWorker[], worker: StuckWorker, index: number): string[] {
  if (worker.does !== 'waits' || worker.owner === null || worker.timed) return []
  const owner = workers[worker.owner]
  if (owner === undefined || !isGone(owner)) return []
  return [
    `${workerName(index)} waits for ${resourceName(worker.forWord)}, which ${workerName(worker.owner)} held when it ${LEFT[owner.does]}`,
  ]
}

const LEFT = { 'has returned': 'returned', 'has thrown': 'threw', 'has died': 'died' } as const

/** Workers that do the same are told together. */
function inWords(workers: readonly StuckWorker[], stuck: ReadonlySet<number>): string[] {
  const saying = (index: number, count: number): string => {
    const worker = workers[index]
    if (worker === undefined) return ''
    if (worker.does !== 'waits') return DOES[worker.does][count === 1 ? 0 : 1]
    const verb = worker.polls === true ? POLLS : WAITS
    return `${verb[count === 1 ? 0 : 1]} ${awaitedInWords(worker, stuck.has(index), workers)}`
  }
  const groups = Map.groupBy(workers.keys(), index => saying(index, 1))
  const clauses = [...groups.values()].flatMap(members => {
    const [first] = members
    return first === undefined ? [] : [`${someOf(members)} ${saying(first, members.length)}`]
  })
  if (clauses.length <= TOLD) return clauses
  return [...clauses.slice(0, TOLD), `${String(clauses.length - TOLD)} more wait likewise`]
}

const WAITS = ['waits for', 'wait for'] as const
const POLLS = ['looks again and again at', 'look again and again at'] as const

const DOES = {
  runs: ['runs and gets nothing done', 'run and get nothing done'],
  sleeps: ['sleeps in its event loop', 'sleep in their event loops'],
  'waits to start': ['has not started', 'have not started'],
  'has returned': ['is done', 'are done'],
  'has thrown': ['has thrown', 'have thrown'],
  'has died': ['has died', 'have died'],
} as const

const TOLD = 6
