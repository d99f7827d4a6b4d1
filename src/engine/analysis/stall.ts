import { listed, workerName } from '../../base/text.ts'

/** What a worker was doing when nothing had been done for a while. */
export type StuckWorker =
  | { readonly does: 'waits'; readonly forWord: string; readonly owner: number | null; readonly timed: boolean }
  | { readonly does: 'runs' | 'waits to start' }
  | { readonly does: 'has returned' | 'has thrown' }

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
 *   worker that spins looks like one that computes.
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
  return { kind: 'stalled', cause: `cause unproven: ${listed(inWords(workers))}`, resources }
}

function orphaned(workers: readonly StuckWorker[], worker: StuckWorker, index: number): string[] {
  if (worker.does !== 'waits' || worker.owner === null || worker.timed) return []
  const owner = workers[worker.owner]
  if (owner?.does !== 'has returned' && owner?.does !== 'has thrown') return []
  return [
    `${workerName(index)} waits for ${worker.forWord}, which ${workerName(worker.owner)} held when it ${LEFT[owner.does]}`,
  ]
}

const LEFT = { 'has returned': 'returned', 'has thrown': 'threw' } as const

/** Workers that do the same are told together. */
function inWords(workers: readonly StuckWorker[]): string[] {
  const groups = Map.groupBy(
    workers.map((worker, index) => ({ worker, name: workerName(index) })),
    ({ worker }) => saying(worker, 1),
  )
  const clauses = [...groups.values()].flatMap(members => {
    const [first] = members
    const names = members.map(({ name }) => name)
    return first === undefined ? [] : [`${shortened(names)} ${saying(first.worker, names.length)}`]
  })
  if (clauses.length <= TOLD) return clauses
  return [...clauses.slice(0, TOLD), `${String(clauses.length - TOLD)} more wait likewise`]
}

function saying(worker: StuckWorker, count: number): string {
  if (worker.does !== 'waits') return DOES[worker.does][count === 1 ? 0 : 1]
  const whose = worker.owner === null ? '' : `, held by ${workerName(worker.owner)}`
  return `${count === 1 ? 'waits' : 'wait'} for ${worker.forWord}${whose}`
}

const DOES = {
  runs: ['runs and gets nothing done', 'run and get nothing done'],
  'waits to start': ['has not started', 'have not started'],
  'has returned': ['is done', 'are done'],
  'has thrown': ['has thrown', 'have thrown'],
} as const

const NAMED = 8
const TOLD = 6

function shortened(names: readonly string[]): string {
  if (names.length <= NAMED) return listed([...names])
  return `${names.slice(0, NAMED).join(', ')} and ${String(names.length - NAMED)} more`
}
