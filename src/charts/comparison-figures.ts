import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { ReportFigure } from '../contract/report-figure.ts'
import type { RunComparison } from '../contract/run-comparison.ts'
import { comparisonPictures } from './comparison-pictures.ts'
import { drawnFigure, placed } from './drawn-figure.ts'

/** All figures of a comparison, as reports show them. */
export function comparisonFigures(comparison: RunComparison, entry: ExperimentEntry | null): ReportFigure[] {
  return comparisonPictures(comparison, entry).map((picture, index) =>
    placed(drawnFigure(picture), null, `figure-${String(index + 1)}`),
  )
}
