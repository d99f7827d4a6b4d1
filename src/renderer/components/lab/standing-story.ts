import { listed, workerName } from '../../../base/text.ts'
import { formatCount, formatMillis } from '../../../base/units.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import { cycleInWords } from '../../../contract/cycle-in-words.ts'
import type { DeadlockProved } from '../../../contract/desk-wire.ts'
import { FINDING_WORDS } from '../../../contract/findings-in-words.ts'
import type { RunView } from '../../stores/run-view.ts'
import { titleOf } from './shown-run.ts'
import { badgeOf, NOTHING, type VerdictStory } from './verdict-story.ts'

/** A deadlock stands and is looked at: the finding and its grade are where the verdict's word will be. */
export function storyStanding(
  { plan }: RunView,
  { arm, finding }: DeadlockProved,
  entry: ExperimentEntry,
): VerdictStory {
  const variant = plan.arms[arm]?.variant ?? ''
  const workers = plan.arms[arm]?.roles.length ?? 0
  const declared = entry.outcomes.find(({ state }) => state === 'deadlocked')
  // An outcome that nobody declared is forbidden.
  const grade = declared?.grades[variant] ?? 'forbidden'
  const trial = finding.trial < 0 ? 'a warm-up trial' : `trial ${formatCount(finding.trial + 1)}`
  return {
    ...NOTHING,
    badge: badgeOf(plan),
    verdict: { mark: 'deadlock', word: FINDING_WORDS.deadlock },
    grade: { mark: grade, word: `${grade} for ${titleOf(entry, variant)}` },
    why: `after ${formatMillis(finding.afterMillis)} of ${trial} · run ${plan.runId}`,
    headline: whoIsStuck(finding.cycle, workers),
    settled: true,
    standing: true,
    note: `${cycleInWords(finding.cycle)}. It stands until it is released or the run is stopped.`,
  }
}

function whoIsStuck(cycle: DeadlockProved['finding']['cycle'], workers: number): string {
  const [first] = cycle
  if (cycle.length === 1 && first !== undefined)
    return `${workerName(first.worker)} waits for itself. It will never go on.`
  const who =
    cycle.length === workers
      ? cycle.length === 2
        ? 'Both workers'
        : `All ${formatCount(workers)} workers`
      : cycle.length <= 4
        ? listed(cycle.map(({ worker }) => workerName(worker)))
        : `${formatCount(cycle.length)} of ${formatCount(workers)} workers`
  return `${who} wait for each other. ${cycle.length === 2 ? 'Neither' : 'None'} of them will ever go on.`
}
