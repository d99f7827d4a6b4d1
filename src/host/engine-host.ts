import { createLab, type LabOptions, type OpenLab, type Printer } from '../engine/index.ts'
import { nodeClock } from '../node/clock.ts'
import { nodeMachine, ownVersion } from '../node/machine.ts'
import { chromiumPrinter } from '../node/chromium-printer.ts'
import { nodePictures } from '../node/pictures.ts'
import { searchThreads } from '../node/search-threads.ts'
import { SqliteRunStore } from '../node/sqlite-run-store.ts'
import type { StartTaskProcess } from '../node/task-processes.ts'
import { nodeThreads } from '../node/worker-threads.ts'
import type { HostBeginning } from './host-control.ts'

export interface HostOptions extends LabOptions {
  /** What makes PDF and PNG, in place of a Chromium that is installed here. */
  readonly printer?: Printer
  /** The workers' entry file, in place of the lab's own. */
  readonly workerFile?: URL
  /** How processes for executors are started, in place of forking them here. */
  readonly startProcess?: StartTaskProcess
  /** Where it keeps its history; without one it keeps none. */
  readonly dataFolder?: string | null
}

/** The in-process carrier: the lab in the caller's own process, on Node's threads and clock. */
export function openInProcess(options: HostOptions = {}): OpenLab {
  const { workerFile, startProcess, dataFolder = null } = options
  const runs = dataFolder === null ? {} : { runs: new SqliteRunStore(dataFolder, nodeClock) }
  const pictures = nodePictures(options.printer ?? chromiumPrinter())
  const threads = nodeThreads(workerFile, startProcess)
  return createLab(
    { threads, searches: searchThreads, clock: nodeClock, machine: nodeMachine(), pictures, ...runs },
    options,
  )
}

/**
 * The lab of a host process: warm, and as large as its shell's settings say.
 * @param lent what the shell does for a host that cannot do it itself
 */
export function openHostLab(
  { coresKeptFree, dataFolder }: HostBeginning,
  lent: Pick<HostOptions, 'printer' | 'startProcess'> = {},
): OpenLab {
  return openInProcess({ warm: true, coresKeptFree, dataFolder, ...lent })
}

/** The lab's own version. */
export function version(): string {
  return ownVersion()
}
