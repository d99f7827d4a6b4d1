import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { Instrument, OutcomeRow, Probe } from '../contract/run-document.ts'
import type { ChartKind } from '../contract/words.ts'
import { costLadder, fairnessBars, heatMap, type VariantFigures } from './bars.ts'
import { levelStrip } from './level-strip.ts'
import { litmusTable } from './litmus-table.ts'
import { ownerRibbon } from './owner-ribbon.ts'
import type { Picture } from './picture.ts'
import { recordedLanes } from './recorded-lanes.ts'
import { threadLanes } from './thread-lanes.ts'
import { waitHistogram } from './wait-histogram.ts'

/** What pictures are made from: one variant of a run that has ended. */
export interface PicturedVariant extends VariantFigures {
  readonly variant: string
  readonly probe: Probe | null
  readonly instruments: readonly Instrument[]
  readonly outcomes: readonly OutcomeRow[]
}

/**
 * The pictures that an experiment asks for, in its order. Those of one variant show the one that is `focused`; kinds
 * that have a place of their own on the page, and those with nothing to show, are left out.
 */
export function picturesOf(
  { charts, outcomes }: Pick<ExperimentEntry, 'charts' | 'outcomes'>,
  variants: readonly PicturedVariant[],
  focused: string,
): { readonly kind: ChartKind; readonly picture: Picture }[] {
  const one = variants.find(({ variant }) => variant === focused) ?? variants[0]
  if (one === undefined) return []
  const isRecorded = one.probe?.recording !== undefined && !charts.includes('thread-lanes')
  // Who asks for every event wants to see them, whatever the experiment draws else.
  const kinds: readonly ChartKind[] = isRecorded ? [...charts, 'thread-lanes'] : charts
  return kinds.flatMap(kind => {
    const picture = kind === 'litmus-table' ? litmusTable(outcomes, variants) : pictureOf(kind, variants, one)
    return picture === null ? [] : [{ kind, picture }]
  })
}

function pictureOf(kind: ChartKind, variants: readonly PicturedVariant[], one: PicturedVariant): Picture | null {
  const { probe, title, perWorker } = one
  switch (kind) {
    case 'thread-lanes':
      return lanesOf(one)
    case 'owner-ribbon':
      return probe === null || !isAnyHeld(probe) ? null : ownerRibbon(probe, title)
    case 'level-strip':
      return probe === null || probe.atMillis.length === 0 ? null : levelStrip(probe, title)
    case 'wait-histogram':
      return probe === null || probe.waits.length === 0 ? null : waitHistogram(probe, title)
    case 'fairness-bars':
      return perWorker.length === 0 ? null : fairnessBars(one)
    case 'cost-ladder':
      return variants.some(({ measures }) => measures['cost'] !== undefined) ? costLadder(variants) : null
    case 'heat-map':
      return variants.some(own => own.perWorker.length > 0) ? heatMap(variants) : null
    case 'bound-axis':
    case 'throughput-over-time':
    case 'outcome-table':
    case 'litmus-table':
    case 'wait-for-graph':
      return null
  }
}

function lanesOf({ probe, title, instruments }: PicturedVariant): Picture | null {
  const recording = probe?.recording
  if (recording !== undefined && recording.untilMillis > 0) return recordedLanes(recording, title, instruments)
  return probe === null || probe.atMillis.length === 0 ? null : threadLanes(probe, title)
}

function isAnyHeld({ owners }: Probe): boolean {
  return owners.some(({ owners: holders }) => holders.some(owner => owner >= 0))
}
