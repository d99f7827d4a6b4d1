import type { ExperimentEntry } from '../contract/catalogue.ts'
import { comparisonOf } from '../contract/comparison-in-words.ts'
import type { ToldCurve } from '../contract/curve-in-words.ts'
import type { Instrument, OutcomeRow, Probe, Trial } from '../contract/run-document.ts'
import type { TileMap } from '../contract/tile-map.ts'
import { badged } from '../contract/simulated-in-words.ts'
import type { ChartKind } from '../contract/words.ts'
import { breakEven } from './break-even.ts'
import { costLadder, fairnessBars, heatMap, type VariantFigures } from './bars.ts'
import { comparisonTable } from './comparison-table.ts'
import { grid } from './grid.ts'
import { gantt } from './gantt.ts'
import { levelStrip } from './level-strip.ts'
import { loopLag } from './loop-lag.ts'
import { litmusTable } from './litmus-table.ts'
import { ownerRibbon } from './owner-ribbon.ts'
import type { Picture } from './picture.ts'
import { recordedLanes } from './recorded-lanes.ts'
import { speedUp } from './speed-up.ts'
import { speedUpDots } from './speed-up-dots.ts'
import { threadLanes } from './thread-lanes.ts'
import { tilesPicture } from './tiles.ts'
import { wallBars } from './wall-bars.ts'
import { waitHistogram } from './wait-histogram.ts'

/** What pictures are made from: one variant of a run that has ended. */
export interface PicturedVariant extends VariantFigures {
  readonly variant: string
  readonly probe: Probe | null
  readonly instruments: readonly Instrument[]
  readonly outcomes: readonly OutcomeRow[]
  readonly curve: ToldCurve | null
  readonly trials?: readonly Trial[]
  readonly tiles?: TileMap | null
}

/**
 * The pictures that an experiment asks for, in its order. Those of one variant show the one that is `focused`; kinds
 * that have a place of their own on the page, and those with nothing to show, are left out.
 */
export function picturesOf(
  { charts, outcomes, simulated }: Pick<ExperimentEntry, 'charts' | 'outcomes' | 'simulated'>,
  variants: readonly PicturedVariant[],
  focused: string,
): { readonly kind: ChartKind; readonly picture: Picture }[] {
  const one = variants.find(({ variant }) => variant === focused) ?? variants[0]
  if (one === undefined) return []
  const isRecorded = one.probe?.recording !== undefined && !charts.includes('thread-lanes')
  // Who asks for every event wants to see them, whatever the experiment draws else.
  const recorded: readonly ChartKind[] = isRecorded ? [...charts, 'thread-lanes'] : charts
  // And so does who asks for a workers curve: it is the first thing that such a run is about.
  const kinds: readonly ChartKind[] =
    one.curve === null || charts.includes('speed-up') ? recorded : ['speed-up', ...recorded]
  return kinds.flatMap(kind => {
    const picture = kind === 'litmus-table' ? litmusTable(outcomes, variants) : pictureOf(kind, variants, one)
    return picture === null ? [] : [{ kind, picture: badgedPicture(picture, simulated) }]
  })
}

/** The picture with the badge on its words, where it is a model's: wherever it goes, into a page or a file, that goes too. */
export function badgedPicture(picture: Picture, simulated: boolean): Picture {
  if (!simulated) return picture
  const caption = badged(picture.caption, { simulated })
  const table = { ...picture.table, caption: badged(picture.table.caption, { simulated }) }
  return { ...picture, caption, table, finding: badged(picture.finding, { simulated }) }
}

function pictureOf(kind: ChartKind, variants: readonly PicturedVariant[], one: PicturedVariant): Picture | null {
  const { probe, title, perWorker, curve } = one
  switch (kind) {
    case 'thread-lanes':
      return lanesOf(one)
    case 'owner-ribbon':
      return probe === null || !isAnyHeld(probe) ? null : ownerRibbon(probe, title)
    case 'level-strip':
      return probe === null || probe.atMillis.length === 0 ? null : levelStrip(probe, title)
    case 'wait-histogram':
      return probe === null || probe.waits.length === 0 ? null : waitHistogram(probe, title)
    case 'gantt':
      return probe?.spans === undefined || probe.spans.row.length === 0 ? null : gantt(probe.spans, title)
    case 'loop-lag':
      return probe?.lags === undefined || probe.lags.dueMillis.length === 0
        ? null
        : loopLag(probe.lags, probe.spans, title)
    case 'fairness-bars':
      return perWorker.length === 0 ? null : fairnessBars(one)
    case 'speed-up-dots':
      return variants.some(({ measures }) => measures['speed-up'] !== undefined) ? speedUpDots(variants) : null
    case 'tiles':
      return one.tiles === undefined || one.tiles === null ? null : tilesPicture(one.tiles, title, perWorker.length)
    case 'cost-ladder':
      return variants.some(({ measures }) => measures['cost'] !== undefined) ? costLadder(variants) : null
    case 'heat-map':
      return variants.some(own => own.perWorker.length > 0) ? heatMap(variants) : null
    case 'comparison-table':
      return comparedIn(one)
    case 'speed-up':
      return curve === null ? null : speedUp(title, curve)
    case 'grid':
      return gridOf(variants)
    case 'wall-bars':
      return variants.some(({ measures }) => measures['wall'] !== undefined) ? wallBars(variants) : null
    case 'break-even':
      return breakEven(variants)
    case 'bound-axis':
    case 'throughput-over-time':
    case 'outcome-table':
    case 'litmus-table':
    case 'wait-for-graph':
      return null
  }
}

function comparedIn({ trials = [], title }: PicturedVariant): Picture | null {
  const rows = comparisonOf(trials)
  return rows.length === 0 ? null : comparisonTable(rows, title)
}

function lanesOf({ probe, title, instruments }: PicturedVariant): Picture | null {
  if (probe === null) return null
  const { recording } = probe
  if (recording !== undefined && recording.untilMillis > 0) return recordedLanes(recording, probe, title, instruments)
  return probe.atMillis.length === 0 ? null : threadLanes(probe, title)
}

function gridOf(variants: readonly PicturedVariant[]): Picture | null {
  const columns = variants.flatMap(({ title, trials = [] }) => {
    const last = trials.findLast(({ state }) => state === 'completed')
    if (last === undefined) return []
    const said = Object.entries(last.observed).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : [],
    )
    const cells: Readonly<Record<string, string>> = Object.fromEntries(said)
    return [{ title, cells }]
  })
  return columns.length === 0 ? null : grid(columns)
}

function isAnyHeld({ owners }: Probe): boolean {
  return owners.some(({ owners: holders }) => holders.some(owner => owner >= 0))
}
