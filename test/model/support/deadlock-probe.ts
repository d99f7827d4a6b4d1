import { heldBy, holderOf } from '../../../src/base/lock-word.ts'
import { load } from '../../../src/engine/sync/native/door.ts'
import { recordOf, TIMED, WAIT_EPOCH, WAITING_FOR } from '../../../src/engine/sync/native/waiting.ts'
import { judgeWaits } from '../../../src/engine/analysis/wait-for-graph.ts'
import type { Fields } from '../../../src/engine/memory/layout.ts'
import type { LockWord } from '../../../src/engine/sync/recovery.ts'
import { byAddress, scanWaits, waitsByPreference } from '../../../src/engine/sync/wait-scan.ts'
import type { Waitable } from '../../../src/engine/sync/waitables.ts'
import type { Prepared } from './prepared.ts'

/** What is a deadlock, and how it can be misjudged. */
export type Rule =
  /** Epochs; what is awaited, and who has it; epochs again. A worker that waits for itself has just got it. */
  | 'as it should be'
  | 'in a single pass'
  | 'with edges of a worker to itself'
  | 'with owners from before the epochs'
  | 'with waits that have a time limit'

const NOBODY = -1

/** One look by the shipped scan and rule. */
function shippedFinds(workers: number, waitables: readonly Waitable[], beforeSecondLook: () => void): boolean {
  const waits = scanWaits(workers, waitables, byAddress(waitables), beforeSecondLook)
  const byPreference = waitsByPreference(waits, waitables)
  return judgeWaits(waits, { gone: new Set(), byPreference }).proved.length > 0
}

/**
 * Looks for a cycle of workers that wait for each other, by the words that they publish, while they run. The rule is
 * proved by models that never deadlock, in which it must find nothing.
 * @param beforeSecondLook called at the moment of which the answer is true
 * @returns whether there is one
 */
export function findsDeadlock(
  workers: number,
  { locks, waitables }: Pick<Prepared<Fields>, 'locks' | 'waitables'>,
  rule: Rule = 'as it should be',
  beforeSecondLook: () => void = () => undefined,
): boolean {
  if (rule === 'as it should be') return shippedFinds(workers, waitables, beforeSecondLook)
  const all = Array.from({ length: workers }, (_, worker) => worker)
  const early = rule === 'with owners from before the epochs' ? new Map(locks.map(lock => [lock, ownerOf(lock)])) : null
  const before = rule === 'in a single pass' ? [] : all.map(epochOf)
  const edges = all.map(worker => {
    if (rule === 'in a single pass') before.push(epochOf(worker))
    const published = load(recordOf(heldBy(worker)) + WAITING_FOR)
    if ((published & TIMED) !== 0 && rule !== 'with waits that have a time limit') return NOBODY
    const lock = locks.find(({ address }) => address === (published & ~TIMED))
    if (lock === undefined) return NOBODY
    const owner = early?.get(lock) ?? ownerOf(lock)
    return owner === worker && rule !== 'with edges of a worker to itself' ? NOBODY : owner
  })
  beforeSecondLook()
  const after = rule === 'in a single pass' ? before : all.map(epochOf)
  const blocking = edges.map((owner, worker) => {
    const waited = (before[worker] ?? 0) % 2 !== 0 && before[worker] === after[worker]
    return waited ? owner : NOBODY
  })
  return all.some(worker => comesBack(blocking, worker))
}

function comesBack(blocking: readonly number[], start: number): boolean {
  let at = blocking[start] ?? NOBODY
  for (let hops = 0; hops < blocking.length && at !== NOBODY; hops++) {
    if (at === start) return true
    at = blocking[at] ?? NOBODY
  }
  return false
}

function epochOf(worker: number): number {
  return load(recordOf(heldBy(worker)) + WAIT_EPOCH)
}

function ownerOf({ kind, address, reader }: LockWord): number {
  switch (kind) {
    case 'mutex':
    case 'fair-mutex':
      return holderOf(load(address))
    case 'reader-slot':
      return load(address) !== 0 && reader !== null ? reader : NOBODY
    case 'barrier':
      return NOBODY
  }
}
