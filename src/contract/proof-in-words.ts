import { listed, workerName } from '../base/text.ts'
import { formatCount, formatMillis } from '../base/units.ts'
import { holderOf } from '../base/lock-word.ts'
import { resourceName } from './cycle-in-words.ts'
import type { Finding } from './run-document.ts'

/** One member of a proved cycle with all that its proof rests on. */
export interface ProofRow {
  readonly worker: string
  readonly holds: string
  readonly waitsFor: string
  readonly ownerWord: string
  readonly epochBefore: string
  readonly epochAfter: string
  readonly sameWait: boolean | null
  readonly waiting: string
}

export function proofRows({ cycle }: Finding): ProofRow[] {
  return cycle.map(({ worker, holds, waitsFor, evidence }) => {
    const common = {
      worker: workerName(worker),
      holds: listed(holds.map(resourceName)),
      waitsFor: `${resourceName(waitsFor)}, untimed`,
    }
    if (evidence === undefined) {
      return { ...common, ownerWord: '', epochBefore: '', epochAfter: '', sameWait: null, waiting: '' }
    }
    const { epochBefore, epochAfter, ownerWord, waitedMillis } = evidence
    const owner = holderOf(ownerWord)
    return {
      ...common,
      ownerWord: `${resourceName(waitsFor)}: ${owner < 0 ? 'nobody' : workerName(owner)}`,
      epochBefore: formatCount(epochBefore),
      epochAfter: formatCount(epochAfter),
      // An odd epoch is a wait.
      sameWait: epochBefore === epochAfter && epochBefore % 2 === 1,
      waiting: formatMillis(waitedMillis),
    }
  })
}

/** Why these readings are a proof, in one line. */
export function proofWords({ cycle, withinMillis }: Finding): string {
  const read = cycle.filter(({ evidence }) => evidence !== undefined)
  const same = read.every(({ evidence }) => evidence?.epochBefore === evidence?.epochAfter)
  const waits = cycle.length === 1 ? 'its one wait' : `${formatCount(cycle.length)} waits`
  const why =
    read.length === cycle.length && same
      ? `every epoch was read twice and had not moved: ${waits} stood at one instant, and who waits releases nothing`
      : `${waits} close a circle, and who waits releases nothing`
  const within = withinMillis === undefined ? '' : `; proved within ${formatMillis(withinMillis)} of the last wait`
  return why + within
}
