import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { ReportFigure } from '../contract/report-figure.ts'
import type { SweepDocument } from '../contract/sweep.ts'
import { measuresIn } from '../contract/sweep-series.ts'
import { drawnFigure, placed } from './drawn-figure.ts'
import type { Picture } from './picture.ts'
import { badgedPicture } from './pictures.ts'
import { speedUp } from './speed-up.ts'
import { sweepHeat } from './sweep-heat.ts'
import { sweepPanels, type PicturedSweep } from './sweep-panels.ts'

/** The pictures of a sweep, or of what there is of one, that of the measure that matters most first. */
export function sweepPictures(sweep: PicturedSweep, titleOf: (variant: string) => string): Picture[] {
  const draw = sweep.plan.axes.length === 2 ? sweepHeat : sweepPanels
  return measuresIn(sweep)
    .flatMap(measure => draw(sweep, measure, titleOf) ?? [])
    .map(picture => badgedPicture(picture, sweep.plan.simulated))
}

/** All figures of a sweep: its measures over what was swept, and its speed-up where that was workers. */
export function sweepFigures(sweep: SweepDocument, entry: ExperimentEntry | null): ReportFigure[] {
  const titleOf = (variant: string): string => entry?.variants.find(one => one.variant === variant)?.title ?? variant
  const { ceiling, machines } = sweep
  const cores = machines[0]?.machine.cores ?? 1
  const curves = sweep.curves.map(({ variant, curve }) => speedUp(titleOf(variant), { curve, ceiling, cores }))
  return [...sweepPictures(sweep, titleOf), ...curves].map((picture, index) =>
    placed(drawnFigure(picture), null, `figure-${String(index + 1)}`),
  )
}
