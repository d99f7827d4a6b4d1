import type { LockOrderEdge } from '../../../base/lock-order-edge.ts'
import type { Compared } from '../../../contract/comparison.ts'
import type { Observed } from '../../../contract/words.ts'
import type { Tally } from '../../analysis/outcomes.ts'

/** What a trial's observation comes to. */
export interface Judgement {
  readonly observed: Observed
  /** The declared outcome that matched, null if none did; in batch experiments the worst-graded one of the tally. */
  readonly outcome: string | null
  /** Rounds by outcome; null where the trial is one observation. */
  readonly tally: Tally | null
  readonly failedChecks: readonly string[]
  /** The trial's figure of each measure that it has. */
  readonly measures: Readonly<Record<string, number>>
  /** In which orders locks were taken; empty where that was not recorded. */
  readonly lockOrders: readonly LockOrderEdge[]
  /** Everybody who did the same work; null where nobody is compared. */
  readonly compared: readonly Compared[] | null
}
