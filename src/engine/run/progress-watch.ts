import { stallOf, type Stall } from '../analysis/stall.ts'
import type { StuckWorker } from '../analysis/stuck-worker.ts'
import type { Session } from '../pool/session.ts'
import type { WorkerStanding } from '../pool/trial-facts.ts'
import type { TrialView } from '../pool/trial-view.ts'
import type { Clock } from '../ports.ts'
import { PHASE } from '../telemetry/worker-cells.ts'

/** How often a standstill is looked for while it may be one. */
const LOOKS_PER_STALL = 20
const MOST_MILLIS = 50

/** A standstill, and when it was noticed. */
export interface FoundStall extends Stall {
  /** Since the workers were let go. */
  readonly afterMillis: number
}

/**
 * Watches whether anybody gets anything done: counts of operations, phases, waits that end. When nothing of that has
 * changed for `stallMillis`, the trial is over, and what everybody did meanwhile names the cause.
 *
 * A host that is itself kept from running sees no progress either. So only looks that come in time count: a late one
 * starts the period anew.
 * @param isExplained whether it is known why nothing moves: then it is no standstill of unknown cause
 * @returns ends the watch and says what it has found
 */
export function watchProgress(
  clock: Clock,
  session: Session,
  view: TrialView,
  stallMillis: number,
  isExplained: () => boolean = () => false,
): () => FoundStall | null {
  const period = Math.min(MOST_MILLIS, stallMillis / LOOKS_PER_STALL)
  const startedMillis = clock.nowMillis()
  let lookedMillis = startedMillis
  let movedMillis = startedMillis
  let retriesThen = view.retries()
  let before = ''
  let found: FoundStall | null = null
  const end = clock.every(period, () => {
    const nowMillis = clock.nowMillis()
    const isLate = nowMillis - lookedMillis > period + stallMillis / 2
    lookedMillis = nowMillis
    const standing = view.standing()
    const retries = view.retries()
    // Retries end waits, too, without getting anything done.
    const present = standing
      .map(
        ({ operations, phase, epoch }) =>
          `${String(operations)}/${String(phase)}/${retries === null ? String(epoch) : ''}`,
      )
      .join()
    // At the start line all wait for the last one, which may be long in coming; nobody works yet.
    const isBooting = standing.some(({ phase }) => phase < PHASE.measuring)
    // What ends by itself outside the workers is no standstill; the time cap is for what does not.
    const waitsOutside = standing.some(({ outside }) => outside > 0)
    if (present !== before || isLate || isBooting || waitsOutside || isExplained()) {
      before = present
      movedMillis = nowMillis
      retriesThen = retries
      return
    }
    if (found !== null || nowMillis - movedMillis < stallMillis) return
    const risen = retries === null ? null : retries - (retriesThen ?? 0)
    found = {
      ...stallOf(withKnown(standing, view), risen),
      afterMillis: nowMillis - startedMillis,
    }
    session.endEarly('stall')
  })
  return () => {
    end()
    return found
  }
}

/** What the experiment knows of waits beside what stands in memory. */
function withKnown(standing: readonly WorkerStanding[], view: TrialView): StuckWorker[] {
  const { suppliers, polls } = view.hints()
  return standing.map(({ does }, worker) => {
    const word = does.does === 'runs' ? (polls[worker] ?? null) : null
    const stuck: StuckWorker =
      word === null ? does : { does: 'waits', forWord: word, owner: null, timed: false, polls: true }
    const known = stuck.does === 'waits' ? suppliers[stuck.forWord] : undefined
    return known === undefined ? stuck : { ...stuck, suppliers: known }
  })
}
