import type { RunEvent } from '../../../src/contract/events.ts'
import type { Lab } from '../../../src/contract/lab.ts'

/** The same lab, whose runs somebody else hears of, too. */
export function announcingLab(lab: Lab, hear: (announcement: string) => void): Lab {
  return {
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
    stop: () => lab.stop(),
    release: () => lab.release(),
    doctor: () => lab.doctor(),
    report: (document, format) => lab.report(document, format),
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
