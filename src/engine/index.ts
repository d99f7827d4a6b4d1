import type { Ports } from './ports.ts'
import { reportOn } from './report/report-on.ts'
import { openLab, type LabOptions, type OpenLab } from './run/lab.ts'

export type { LabOptions, OpenLab } from './run/lab.ts'
export { crashedRun } from './run/crashed-run.ts'

/** The engine's public door: a lab on the given ports. */
export function createLab(ports: Ports, options: LabOptions = {}): OpenLab {
  return Object.assign(openLab(ports, options), {
    report: (...[document, format]: Parameters<OpenLab['report']>) => Promise.resolve(reportOn(document, format)),
  })
}
