import { heldBy } from '../../base/lock-word.ts'
import { load } from './native/door.ts'
import { ADDRESS_BITS, recordOf, TIMED, WAIT_EPOCH, WAITING_FOR } from './native/waiting.ts'
import { ownerIn, type Waitable } from './waitables.ts'

/** What was read of one worker, in the order of the fields. */
export interface WaitReading {
  readonly epochBefore: number
  /** Index of the resource that it says it waits for; -1 = none. */
  readonly waitsFor: number
  readonly timed: boolean
  /** What the word of that resource held, and whom it names: 0-based, -1 = nobody. */
  readonly ownerWord: number
  readonly owner: number
  readonly epochAfter: number
}

/**
 * Looks at all workers in three passes: every epoch; what each one waits for, and who has that; every epoch again. Who
 * shows one odd epoch both times was in one and the same wait when the owners were read.
 *
 * Reads through the door that the calling thread has open; stores nothing, never waits.
 * @param workers that take part, from the first on
 * @param indexOf resources by address
 * @param beforeSecondLook called between the owners and the second look at the epochs; for checks of the rule
 * @returns T1 first
 */
export function scanWaits(
  workers: number,
  waitables: readonly Waitable[],
  indexOf: ReadonlyMap<number, number>,
  beforeSecondLook: () => void = () => undefined,
): readonly WaitReading[] {
  const before = Array.from({ length: workers }, (_, worker) => epochOf(worker))
  const edges = before.map((epochBefore, worker) => {
    const published = load(recordOf(heldBy(worker)) + WAITING_FOR)
    const waitsFor = indexOf.get(published & ADDRESS_BITS) ?? -1
    const timed = (published & TIMED) !== 0
    const waitable = waitables[waitsFor]
    if (waitable === undefined) return { epochBefore, waitsFor, timed, ownerWord: 0, owner: -1 }
    const ownerWord = load(waitable.address)
    return { epochBefore, waitsFor, timed, ownerWord, owner: ownerIn(waitable, ownerWord) }
  })
  beforeSecondLook()
  return edges.map((edge, worker) => ({ ...edge, epochAfter: epochOf(worker) }))
}

/** Resources by the address that a waiting worker names. */
export function byAddress(waitables: readonly Waitable[]): ReadonlyMap<number, number> {
  return new Map(waitables.map(({ address }, index) => [address, index]))
}

/**
 * Workers that wait for a readers-writer lock whose writer still waits for readers to leave: it only keeps new readers
 * out, by preference, and does not write yet.
 */
export function waitsByPreference(
  waits: readonly Pick<WaitReading, 'waitsFor' | 'owner'>[],
  waitables: readonly Waitable[],
): ReadonlySet<number> {
  const workers = waits.flatMap(({ waitsFor, owner }, worker) => {
    const awaited = waitables[waitsFor]
    const ownerAwaits = waitables[waits[owner]?.waitsFor ?? -1]
    const isHeldUp = awaited?.kind === 'rw-lock' && ownerAwaits?.kind === 'reader' && ownerAwaits.lock === awaited.lock
    return isHeldUp ? [worker] : []
  })
  return new Set(workers)
}

function epochOf(worker: number): number {
  return load(recordOf(heldBy(worker)) + WAIT_EPOCH)
}
