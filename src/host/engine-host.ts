import { createLab, type LabOptions, type OpenLab } from '../engine/index.ts'
import { nodeClock } from '../node/clock.ts'
import { nodeMachine, ownVersion } from '../node/machine.ts'
import { nodeThreads } from '../node/worker-threads.ts'
import type { HostBeginning } from './host-control.ts'

export interface HostOptions extends LabOptions {
  /** The workers' entry file, in place of the lab's own. */
  readonly workerFile?: URL
}

/** The in-process carrier: the lab in the caller's own process, on Node's threads and clock. */
export function openInProcess(options: HostOptions = {}): OpenLab {
  return createLab({ threads: nodeThreads(options.workerFile), clock: nodeClock, machine: nodeMachine() }, options)
}

/** The lab of a host process: warm, and as large as its shell's settings say. */
export function openHostLab({ coresKeptFree }: HostBeginning): OpenLab {
  return openInProcess({ warm: true, coresKeptFree })
}

/** The lab's own version. */
export function version(): string {
  return ownVersion()
}
