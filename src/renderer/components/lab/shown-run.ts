import { medianOf } from '../../../base/median.ts'
import type { ExperimentEntry } from '../../../contract/catalogue.ts'
import type { RecordedTrial, RunPreview } from '../../../contract/events.ts'
import type {
  BoundAxis,
  MeasureSummary,
  OutcomeRow,
  RunDocument,
  Trial,
  TrialSeries,
  Warning,
} from '../../../contract/run-document.ts'
import type { Grade } from '../../../contract/words.ts'
import type { RunView } from '../../stores/run-view.ts'

/** One variant of what the screen shows, whether it is planned, goes on or has ended. */
export interface ShownArm {
  readonly variant: string
  readonly title: string
  /** How many run in each trial. */
  readonly workers: number
  readonly axis: BoundAxis | null
  readonly trials: readonly Trial[]
  /** Zero rows included. */
  readonly outcomes: readonly OutcomeRow[]
  readonly measures: Readonly<Record<string, MeasureSummary>>
  readonly series: readonly TrialSeries[]
}

export interface ShownRun {
  readonly plannedTrials: number
  readonly arms: readonly ShownArm[]
  /** Every figure is a model's. */
  readonly simulated: boolean
  /** False while the run goes on: medians so far are no result, and nothing is graded. */
  readonly ended: boolean
  /** What is to be doubted about the figures. */
  readonly warnings: readonly Warning[]
}

/** The figures of a run that has ended. */
export function shownDocument(document: RunDocument, entry: ExperimentEntry): ShownRun {
  const planned = document.variants[0]?.params['trials']
  return {
    plannedTrials: typeof planned === 'number' ? planned : longest(document),
    ended: true,
    simulated: document.simulated,
    warnings: document.warnings,
    arms: document.variants.map(({ variant, params, workers, axis, trials, outcomes, measures, series }) => ({
      variant,
      title: titleOf(entry, variant),
      workers: workers ?? Number(params['workers'] ?? 0),
      axis,
      trials,
      outcomes,
      measures,
      series,
    })),
  }
}

function longest({ variants }: RunDocument): number {
  return Math.max(0, ...variants.map(({ trials }) => trials.length))
}

/** The figures of a run so far. Medians only: an interval belongs to a result. */
export function shownUnderWay({ plan, recorded }: RunView, entry: ExperimentEntry): ShownRun {
  return {
    plannedTrials: plan.trials,
    ended: false,
    simulated: plan.simulated,
    warnings: plan.warnings,
    arms: plan.arms.map(({ variant, roles, axis }, arm) => {
      const own = recorded.filter(one => one.arm === arm)
      const trials = own.map(({ trial }) => trial)
      return {
        variant,
        title: titleOf(entry, variant),
        workers: roles.length,
        axis,
        trials,
        outcomes: outcomesSoFar(entry, variant, trials),
        measures: mediansSoFar(entry, own),
        series: own.flatMap(({ series }) => series ?? []),
      }
    }),
  }
}

/** What a run would look like before it has begun: empty figures at full size. */
export function shownPreview(preview: RunPreview | null, chosen: readonly string[], entry: ExperimentEntry): ShownRun {
  const arms = preview?.arms ?? chosen.map(variant => ({ variant, roles: [], axis: null }))
  return {
    plannedTrials: preview?.trials ?? 0,
    ended: false,
    simulated: entry.simulated,
    warnings: preview?.warnings ?? [],
    arms: arms.map(({ variant, roles, axis }) => ({
      variant,
      title: titleOf(entry, variant),
      workers: roles.length,
      axis,
      trials: [],
      outcomes: outcomesSoFar(entry, variant, []),
      measures: {},
      series: [],
    })),
  }
}

export function titleOf(entry: ExperimentEntry, variant: string): string {
  return entry.variants.find(one => one.variant === variant)?.title ?? variant
}

function outcomesSoFar(entry: ExperimentEntry, variant: string, trials: readonly Trial[]): OutcomeRow[] {
  const rows = entry.outcomes.map(({ name, description, grades }): OutcomeRow => ({
    name,
    description,
    grade: grades[variant] ?? 'forbidden',
    count: countOf(trials, name),
  }))
  const undeclared = new Set(trials.flatMap(({ outcome, tally }) => (tally ? seenIn(tally) : (outcome ?? []))))
  for (const { name } of rows) undeclared.delete(name)
  return [
    ...rows,
    ...[...undeclared].map((name): OutcomeRow => ({
      name,
      description: 'an outcome that nobody declared',
      grade: 'forbidden',
      count: countOf(trials, name),
    })),
  ]
}

function seenIn(tally: NonNullable<Trial['tally']>): string[] {
  return Object.keys(tally).filter(name => (tally[name] ?? 0) > 0)
}

/** Trials that came to this outcome; rounds, where trials are batches of them. */
function countOf(trials: readonly Trial[], name: string): number {
  return trials.reduce((sum, { outcome, tally }) => sum + (tally ? (tally[name] ?? 0) : Number(outcome === name)), 0)
}

/** What the counts of outcomes add up to: trials, or rounds where trials are batches of them. */
export function countedIn({ trials }: Pick<ShownArm, 'trials'>): number {
  return trials.reduce((sum, { tally }) => {
    return sum + (tally ? Object.values(tally).reduce((rounds, own) => rounds + own, 0) : 1)
  }, 0)
}

/** Whether outcomes count rounds instead of trials. */
export function countsRounds({ arms }: Pick<ShownRun, 'arms'>): boolean {
  return arms.some(({ trials }) => trials.some(({ tally }) => tally !== undefined))
}

function mediansSoFar(entry: ExperimentEntry, own: readonly RecordedTrial[]): Record<string, MeasureSummary> {
  return Object.fromEntries(
    entry.measures.flatMap(({ name, unit }) => {
      const samples = own.flatMap(({ measures }) => measures[name] ?? [])
      const median = medianOf(samples)
      return median === null ? [] : [[name, { unit, median, low: null, high: null, n: samples.length }]]
    }),
  )
}

const WORST_FIRST: readonly Grade[] = ['forbidden', 'interesting', 'acceptable']

/** The worst grade that was seen; null before anything was. */
export function worstGrade({ outcomes }: ShownArm): Grade | null {
  return WORST_FIRST.find(grade => outcomes.some(row => row.grade === grade && row.count > 0)) ?? null
}

/** Trials that carry no grade. */
export function unfinishedOf({ trials }: ShownArm): number {
  return trials.filter(({ outcome }) => outcome === null).length
}

/** True for variants that exist to show something. */
export function isBroken({ outcomes }: ShownArm): boolean {
  return outcomes.some(({ grade }) => grade === 'interesting')
}
