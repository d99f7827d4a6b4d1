import { formatMillis } from '../../base/units.ts'
import type { ExperimentEntry } from '../../contract/catalogue.ts'
import type { ReportFigure } from '../../contract/report-figure.ts'
import type { SweepDocument } from '../../contract/sweep.ts'
import { fitsInHtml } from './embedded-run.ts'
import type { Report } from './report-model.ts'
import { sweepSections } from './sweep-sections.ts'

/** What a sweep's report says and shows, whatever it is written as. */
export function buildSweepReport(
  sweep: SweepDocument,
  entry: ExperimentEntry | null,
  figures: readonly ReportFigure[],
): Report {
  const { verdict, state, headline, note, plan, id, startedAt, durationMillis, machines } = sweep
  const [version] = new Set(machines.map(({ versions }) => versions.interleave))
  return {
    head: {
      verdict,
      state,
      headline,
      note,
      simulated: plan.simulated,
      experiment: plan.experiment,
      recordedAt: startedAt,
      about: [
        { name: plan.experiment },
        { words: ', sweep ' },
        { name: id },
        { words: `, ${startedAt}, ${formatMillis(durationMillis)}; Interleave ${version ?? 'unknown'}` },
      ],
      embedded: fitsInHtml(sweep) ? sweep : null,
    },
    sections: sweepSections(sweep, entry, figures),
  }
}
