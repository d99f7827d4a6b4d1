import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { ReportFigure } from '../contract/report-figure.ts'
import type { RunDocument, VariantResult } from '../contract/run-document.ts'
import { badged } from '../contract/simulated-in-words.ts'
import { axisPicture } from './axis-picture.ts'
import { drawnFigure, FIGURE_WIDTH, placed, type DrawnFigure } from './drawn-figure.ts'
import { evenly, ReplayPieces } from './figure-replay.ts'
import type { Picture } from './picture.ts'
import { badgedPicture, picturesOf, type PicturedVariant } from './pictures.ts'
import { PAGE_ROLES } from './report-roles.ts'
import { seriesStrips } from './series-strips.ts'
import { shapesSvg } from './shapes-svg.ts'
import { svgText } from './svg-tree.ts'
import { stripsPicture } from './strips-picture.ts'
import { trialStrip } from './trial-strip.ts'
import { waitsFigure } from './waits-figure.ts'

/** The most points of one curve, and the most of all curves of a report: a file that can be mailed. */
const POINTS_OF_A_CURVE = 2000
const POINTS_OF_ALL = 24_000
/** The most steps in which a figure of trials builds up. */
const STEPS = 40

/** A variant as figures name it. */
type TitledVariant = Omit<VariantResult, 'curve'> & Pick<PicturedVariant, 'title' | 'curve'>

/** All figures of a run that has ended, the one that matters most first; what the experiment draws decides. */
export function runFigures(run: RunDocument, entry: ExperimentEntry | null): ReportFigure[] {
  const variants = run.variants.map((one): TitledVariant => ({
    ...one,
    title: titleOf(entry, one.variant),
    curve: one.curve === null ? null : { curve: one.curve, ceiling: run.ceiling, cores: run.machine.cores },
  }))
  const planned = plannedOf(run)
  const found: { figure: DrawnFigure; variant: string | null }[] = []
  const add = (figure: DrawnFigure | null, variant: string | null): void => {
    // One of all variants is the same whichever variant it was asked for with.
    if (figure !== null && !found.some(other => other.figure.title === figure.title)) found.push({ figure, variant })
  }
  const { simulated } = run
  const badge = (picture: Picture): Picture => badgedPicture(picture, simulated)
  if (entry?.charts.includes('bound-axis') === true) {
    add(
      growing(one => axisPicture(one, planned, FIGURE_WIDTH), variants, badge),
      null,
    )
  }
  for (const { variant, waits, title } of variants) {
    if (entry !== null)
      for (const { picture } of picturesOf(entry, variants, variant)) add(drawnFigure(picture), variant)
    if (waits.length > 0) add(waitsFigure(waits, badged(title, run), FIGURE_WIDTH), variant)
  }
  for (const { variant, picture } of stripsOf(variants)) add(drawnFigure(badge(picture)), variant)
  add(
    growing(one => trialStrip(one, planned), variants, badge),
    null,
  )
  return found.map(({ figure, variant }, index) => placed(figure, variant, `figure-${String(index + 1)}`))
}

function stripsOf(variants: readonly TitledVariant[]): { readonly variant: string; readonly picture: Picture }[] {
  const sampled = variants.filter(({ series }) => series.some(({ atMillis }) => atMillis.length > 0))
  const curves = sampled.reduce((sum, variant) => sum + workersOf(variant) + 1, 0)
  const most = Math.max(40, Math.min(POINTS_OF_A_CURVE, Math.floor(POINTS_OF_ALL / Math.max(1, curves))))
  return sampled.flatMap(variant => {
    const figure = seriesStrips({ ...variant, workers: workersOf(variant) }, most)
    if (figure === null) return []
    const samples = variant.series.reduce((sum, { atMillis }) => sum + atMillis.length + 2, 0)
    const picture = stripsPicture(figure, variant.title, samples > most ? most : null)
    return [{ variant: variant.variant, picture }]
  })
}

function workersOf({ workers, series, perWorker }: TitledVariant): number {
  return workers ?? Math.max(perWorker.length, series[0]?.operations[0]?.length ?? 0)
}

function titleOf(entry: ExperimentEntry | null, variant: string): string {
  return entry?.variants.find(one => one.variant === variant)?.title ?? variant
}

function plannedOf({ variants }: RunDocument): number {
  const planned = variants[0]?.params['trials']
  return typeof planned === 'number' ? planned : Math.max(0, ...variants.map(({ trials }) => trials.length))
}

/** A figure of trials that a script can let grow, trial by trial. */
function growing(
  pictureOf: (variants: readonly TitledVariant[]) => Picture | null,
  variants: readonly TitledVariant[],
  badge: (picture: Picture) => Picture,
): DrawnFigure | null {
  const picture = pictureOf(variants)
  if (picture === null) return null
  const rounds = Math.max(0, ...variants.map(({ trials }) => trials.length))
  const pieces = new ReplayPieces(false)
  const steps = evenly(rounds + 1, STEPS)
  for (const round of steps) {
    const sofar = pictureOf(variants.map(one => ({ ...one, trials: one.trials.slice(0, round) })))
    const shapes = sofar === null ? [] : sofar.shapes(PAGE_ROLES, FIGURE_WIDTH)
    pieces.add(`after trial ${String(round)} of ${String(rounds)}`, shapesSvg(shapes).map(svgText))
  }
  return { ...drawnFigure(badge(picture)), replay: pieces.replay(steps.length - 1, rounds + 1 - steps.length) }
}
