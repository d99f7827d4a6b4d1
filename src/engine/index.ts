import type { Cancelling } from '../base/cancellation.ts'
import type { ExperimentEntry } from '../contract/catalogue.ts'
import type { ReportFormat, ReportOffer } from '../contract/report-formats.ts'
import { FORMAT_FACTS, REPORT_FORMATS } from '../contract/report-formats.ts'
import type { RunComparison } from '../contract/run-comparison.ts'
import type { RunDocument } from '../contract/run-document.ts'
import type { SweepDocument } from '../contract/sweep.ts'
import { LabError } from '../base/errors.ts'
import type { Pictures, Ports } from './ports.ts'
import { openLab, type LabOptions, type OpenLab } from './run/lab.ts'

export type { Printer } from './ports.ts'
export type { LabOptions, OpenLab } from './run/lab.ts'
export { crashJudgeOf, type CrashJudge } from './run/crashed-run.ts'

/** The ports of runs, and that of reports: without it reports have no figures, and some formats cannot be made. */
export type LabPorts = Ports & { readonly pictures?: Pictures }

/** The engine's public door: a lab on the given ports. */
export function createLab(ports: LabPorts, options: LabOptions = {}): OpenLab {
  const lab = openLab(ports, options)
  const { pictures = NO_PICTURES } = ports
  const entryOf = async ({ experiment }: { readonly experiment: string }): Promise<ExperimentEntry | null> => {
    const { experiments } = await lab.catalogue()
    return experiments.find(({ id }) => id === experiment) ?? null
  }
  // Most labs never report: what writes the formats is loaded when one does.
  return Object.assign(lab, {
    reportOffers: () => Promise.resolve(offersOf(pictures)),
    async report(document: RunDocument, format: ReportFormat, cancelling?: Cancelling) {
      const { reportOn } = await import('./report/report-on.ts')
      return reportOn(document, format, await entryOf(document), cancellable(pictures, cancelling))
    },
    async reportComparison(comparison: RunComparison, format: ReportFormat, cancelling?: Cancelling) {
      const { reportOnComparison } = await import('./report/report-on-comparison.ts')
      return reportOnComparison(comparison, format, await entryOf(comparison), cancellable(pictures, cancelling))
    },
    async sweepReport(document: SweepDocument, format: ReportFormat, cancelling?: Cancelling) {
      const { reportOnSweep } = await import('./report/report-on-sweep.ts')
      return reportOnSweep(document, format, await entryOf(document.plan), cancellable(pictures, cancelling))
    },
  })
}

/** What takes long is what is printed. */
function cancellable(pictures: Pictures, cancelling: Cancelling | undefined): Pictures {
  const { printer } = pictures
  return {
    ...pictures,
    printer: {
      // Looked for only where it is asked for: most reports need no browser.
      get finding() {
        return printer.finding
      },
      pdf: html => printer.pdf(html, cancelling),
      png: svg => printer.png(svg, cancelling),
    },
  }
}

function offersOf({ printer }: Pictures): ReportOffer[] {
  const { found, detail } = printer.finding
  return REPORT_FORMATS.map(format => ({
    format,
    unavailable: FORMAT_FACTS[format].binary && !found ? detail : null,
  }))
}

const WHY_NOT = 'this lab was opened without what makes pictures'

const NO_PICTURES: Pictures = {
  figuresOf: () => Promise.resolve([]),
  figuresOfComparison: () => Promise.resolve([]),
  figuresOfSweep: () => Promise.resolve([]),
  replayScript: () => Promise.reject(withoutPictures()),
  sha256() {
    throw withoutPictures()
  },
  printer: {
    finding: { found: false, detail: WHY_NOT },
    pdf: () => Promise.reject(withoutPictures()),
    png: () => Promise.reject(withoutPictures()),
  },
}

function withoutPictures(): LabError {
  return new LabError('NO_BROWSER', WHY_NOT, { suggestion: 'a format with words: .md, .txt' })
}
