import { cycleInWords } from '../../contract/cycle-in-words.ts'
import type { Finding } from '../../contract/run-document.ts'
import type { WaitLook } from '../pool/wait-view.ts'
import type { Waitable } from '../sync/waitables.ts'

/** When things happened, since the first worker was over the start line. */
interface Times {
  readonly provedMillis: number
  /** The last look that did not prove it. */
  readonly lookedMillis: number
  /** Since when each worker waits. */
  readonly since: ReadonlyMap<number, number>
}

/** A proved cycle, told with all that proves it. */
export function deadlockFinding(
  trial: number,
  cycle: readonly number[],
  { waits, holds }: WaitLook,
  resources: readonly Waitable[],
  { provedMillis, lookedMillis, since }: Times,
): Finding {
  const nameOf = (resource: number): string => resources[resource]?.name ?? ''
  const members = cycle.flatMap(worker => {
    const wait = waits[worker]
    if (wait === undefined) return []
    const { epochBefore, epochAfter, ownerWord, waitsFor } = wait
    const waitedMillis = provedMillis - (since.get(worker) ?? provedMillis)
    return [
      {
        worker,
        holds: holds.filter(held => held.worker === worker).map(({ resource }) => nameOf(resource)),
        waitsFor: nameOf(waitsFor),
        evidence: { epochBefore, epochAfter, ownerWord, waitedMillis },
      },
    ]
  })
  return {
    trial,
    kind: 'deadlock',
    proved: true,
    cause: cycleInWords(members),
    resources: members.map(({ waitsFor }) => waitsFor),
    afterMillis: provedMillis,
    cycle: members,
    withinMillis: provedMillis - lookedMillis,
  }
}

/** A worker that acquired a lock which it held: it found out itself, and would have waited for itself for ever. */
export function relockFinding(trial: number, worker: number, lock: string, afterMillis: number): Finding {
  const members = [{ worker, holds: [lock], waitsFor: lock }]
  return {
    trial,
    kind: 'deadlock',
    proved: true,
    cause: cycleInWords(members),
    resources: [lock],
    afterMillis,
    cycle: members,
  }
}
