import type { RunEvent } from '../../../src/contract/events.ts'
import type { Lab } from '../../../src/contract/lab.ts'

/** The same lab, whose runs somebody else hears of, too. */
export function announcingLab(lab: Lab, hear: (announcement: string) => void): Lab {
  return {
    history: lab.history,
    catalogue: () => lab.catalogue(),
    preview: request => lab.preview(request),
    run: (request, observer) =>
      lab.run(request, {
        event(event) {
          observer.event(event)
          hear(`${announcementOf(event)}\n`)
        },
        frame(cells) {
          observer.frame(cells)
        },
      }),
    previewSweep: request => lab.previewSweep(request),
    sweep: (request, observer) => lab.sweep(request, observer),
    resumeSweep: (id, observer) => lab.resumeSweep(id, observer),
    stop: () => lab.stop(),
    release: () => lab.release(),
    models: () => lab.models(),
    explore: (request, progress) => lab.explore(request, progress),
    overlay: (request, progress) => lab.overlay(request, progress),
    stopExploring: () => lab.stopExploring(),
    replay: line => lab.replay(line),
    doctor: () => lab.doctor(),
    reportOffers: () => lab.reportOffers(),
    report: (document, format, cancelling) => lab.report(document, format, cancelling),
    compare: runs => lab.compare(runs),
    reportComparison: (comparison, format, cancelling) => lab.reportComparison(comparison, format, cancelling),
    sweepReport: (document, format, cancelling) => lab.sweepReport(document, format, cancelling),
    pool: () => lab.pool(),
    rebuildPool: () => lab.rebuildPool(),
    keepCoresFree: cores => lab.keepCoresFree(cores),
    close: () => lab.close(),
  }
}

function announcementOf(event: RunEvent): string {
  if (event.kind === 'phase-changed') return `${event.kind}: ${event.phase}`
  if (event.kind !== 'trial-finished') return event.kind
  const { arm, trial } = event.recorded
  return `${event.kind}: variant ${arm}, trial ${trial.index}`
}
