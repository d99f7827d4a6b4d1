import { listed } from '../../../base/text.ts'
import { counted, formatCount, formatMillis } from '../../../base/units.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import type { RunDocument } from '../../../contract/run-document.ts'
import { SIMULATED } from '../../../contract/simulated-in-words.ts'
import type { Grade, RunState, Verdict } from '../../../contract/words.ts'
import { markOfVerdict, type MarkKind } from '../../app/marks.ts'
import type { RunView } from '../../stores/run-view.ts'
import { shownUnderWay, titleOf } from './shown-run.ts'

/** What stands in the verdict's place, whatever the state of things. */
export interface VerdictStory {
  /** Null before a run. */
  readonly badge: 'LIVE' | 'RECORDED' | typeof SIMULATED | null
  /** A recorded run's figures are of a model. */
  readonly simulated?: boolean
  readonly verdict: { readonly mark: MarkKind; readonly word: string } | null
  /** Beside a finding that stands in the verdict's place. */
  readonly grade: { readonly mark: Grade; readonly word: string } | null
  /** Why this verdict, of which run, in which time. */
  readonly why: string
  readonly headline: string
  /** False while nothing is settled: then no grade is shown and no verdict's colour. */
  readonly settled: boolean
  readonly note: string
  /** A deadlock stands and can be released. */
  readonly standing: boolean
  /** An error's code, for searching. */
  readonly code: string | null
}

export const NOTHING = {
  badge: null,
  verdict: null,
  grade: null,
  why: '',
  settled: false,
  standing: false,
  note: '',
  code: null,
} as const

export function notRunYet(entry: ExperimentEntry, blocked: string | null): VerdictStory {
  const count = entry.variants.length
  const note = `${formatCount(count)} ${count === 1 ? 'variant does' : 'variants do'} the same work and differ in one thing.`
  return { ...NOTHING, headline: 'Not run yet.', note: blocked === null ? note : `${note} ${blocked}` }
}

export function starting(): VerdictStory {
  return { ...NOTHING, headline: 'Starting.' }
}

/** What kind of figures they are: measured here, or a model's. */
export function badgeOf({ simulated }: { readonly simulated: boolean }): 'LIVE' | typeof SIMULATED {
  return simulated ? SIMULATED : 'LIVE'
}

/** What is known of a run that goes on: counts in words, no grade. */
export function storyUnderWay(view: RunView, entry: ExperimentEntry): VerdictStory {
  const { plan, phase, workersReady, recorded, curve } = view
  const workers = Math.max(0, ...plan.arms.map(({ roles }) => roles.length))
  const all = formatCount(plan.trials * plan.arms.length + (plan.curve?.trials ?? 0))
  const common = { ...NOTHING, badge: badgeOf(plan), why: `run ${plan.runId}` } as const
  const done = formatCount(recorded.length + (curve?.done ?? 0))
  switch (phase) {
    case 'booting':
      return {
        ...common,
        headline: `Booting ${formatCount(workers)} workers, ${formatCount(workersReady)} ready.`,
        note: 'Measuring starts when all stand at the start line.',
      }
    case 'measuring':
      return {
        ...common,
        headline: `${done} of ${all} trials done. ${soFar(view, entry)}`.trim(),
        note: [whichNow(view, entry), pointNow(view, entry)].filter(part => part !== '').join(' '),
      }
    case 'calibrating':
      if (plan.curve !== null && recorded.length === 0) {
        return {
          ...common,
          headline: 'Calibrating before the first trial.',
          note: 'Pure computing on as many workers as every point of the curve has; the same again after the last trial.',
        }
      }
      return {
        ...common,
        headline: `All ${all} trials are done. Calibrating.`,
        note: 'What pure computing reaches on this machine right now is what the figures are read against.',
      }
    case 'stopping':
      return { ...common, headline: 'Stopping.', note: `${done} of ${all} trials are kept.` }
    case 'finished':
      return { ...common, headline: `All ${all} trials are done.`, note: 'The result is being put together.' }
  }
}

/** "So far: lost in 24 trials, exact in 27." Worst first, as far as anything was seen. */
function soFar(view: RunView, entry: ExperimentEntry): string {
  const { arms } = shownUnderWay(view, entry)
  const counts = new Map<string, number>()
  for (const grade of ['forbidden', 'interesting', 'acceptable'] as const) {
    for (const row of arms.flatMap(({ outcomes }) => outcomes)) {
      if (row.grade === grade && row.count > 0) counts.set(row.name, (counts.get(row.name) ?? 0) + row.count)
    }
  }
  if (counts.size === 0) return ''
  return `So far: ${listed([...counts].map(([name, count]) => `${name} in ${formatCount(count)}`))}.`
}

function whichNow({ plan, recorded }: RunView, entry: ExperimentEntry): string {
  const last = recorded.at(-1)
  const arm = last === undefined ? undefined : plan.arms[last.arm]
  if (last === undefined || arm === undefined) return 'No trial has ended yet.'
  const trials = recorded.filter(one => one.arm === last.arm).length
  return `Last: ${titleOf(entry, arm.variant)}, trial ${formatCount(trials)} of ${formatCount(plan.trials)}.`
}

/** Where a workers curve stands, beside the trials that the figures below are made of. */
function pointNow({ curve }: RunView, entry: ExperimentEntry): string {
  if (curve === undefined || curve === null) return ''
  const { variant, workers, done, planned } = curve
  return (
    `Curve: ${titleOf(entry, variant)} with ${counted(workers, 'worker')}, ` +
    `${formatCount(done)} of ${formatCount(planned)} trials with other numbers of workers.`
  )
}

/** The page has lost the run that it showed. */
export function storyDisconnected(view: RunView, since: string | null): VerdictStory {
  return {
    ...NOTHING,
    verdict: { mark: 'inconclusive', word: 'Disconnected' },
    why: `run ${view.plan.runId}`,
    headline: since === null ? 'No frames.' : `No frames since ${since}.`,
    note: 'What you see is from then. When the engine host is back, the run is shown as it stands.',
  }
}

const WORDS: Readonly<Record<Verdict, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  inconclusive: 'Inconclusive',
}

const ENDED: Readonly<Record<RunState, string>> = {
  completed: '',
  'timed-out': 'trials hit their time cap',
  cancelled: 'the run was stopped',
  crashed: 'the run crashed',
  interrupted: 'the run was interrupted',
  failed: 'the lab could not carry it out',
}

/**
 * A run that has ended, whatever its end.
 * @param recorded when and where it was measured, for a run from the history; null for one that this page has seen
 */
export function storyOfDocument(document: RunDocument, recorded: string | null = null): VerdictStory {
  const { verdict, state, reason, headline, note, id, durationMillis } = document
  const facts = [because(document), ENDED[state]].filter(part => part !== '').join('; ')
  const kept = document.variants.reduce((sum, { trials }) => sum + trials.length, 0)
  const keeps = state === 'completed' ? '' : `${formatCount(kept)} ${kept === 1 ? 'trial is' : 'trials are'} kept.`
  return {
    ...NOTHING,
    badge: recorded === null ? badgeOf(document) : 'RECORDED',
    simulated: recorded !== null && document.simulated,
    verdict: { mark: markOfVerdict(verdict), word: WORDS[verdict] },
    why: [facts, `run ${id}, ${formatMillis(durationMillis)}`, recorded].filter(part => part !== null).join(' · '),
    headline,
    settled: true,
    note: [note, keeps].filter(part => part !== '').join(' '),
    code: reason?.code ?? null,
  }
}

function because({ verdict, variants }: RunDocument): string {
  switch (verdict) {
    case 'passed': {
      const seen = new Set(
        variants.flatMap(({ outcomes }) =>
          outcomes.filter(row => row.grade === 'interesting' && row.count > 0).map(({ name }) => name),
        ),
      )
      const shown = seen.size === 0 ? '' : `; “${listed([...seen])}” showed itself`
      return `every outcome was allowed${shown}`
    }
    case 'failed': {
      const checks = variants.some(({ checks: rows }) => rows.some(({ failures }) => failures > 0))
      return checks ? 'a check failed' : 'a forbidden outcome was seen'
    }
    case 'inconclusive':
      return 'fewer than half of the trials finished'
  }
}
