import { createLab, type OpenLab } from '../../../src/engine/index.ts'
import type { Clock, Threads } from '../../../src/engine/ports.ts'
import { openInProcess } from '../../../src/host/engine-host.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { nodeMachine } from '../../../src/node/machine.ts'
import { nodeThreads } from '../../../src/node/worker-threads.ts'
import { faulty } from './experiment.ts'

const WORKER_FILE = new URL('./faulty-worker-main.ts', import.meta.url)

/** Workers that know the experiment under its name, but other words. */
export const OTHER_LAYOUT_WORKER_FILE = new URL('./other-layout-worker-main.ts', import.meta.url)

/** A lab in this process with the faulty experiment. */
export function openFaultyLab(workerFile = WORKER_FILE): OpenLab {
  return openInProcess({ experiments: [faulty], workerFile })
}

/** The same on ports that a test has its hand in. */
export function openFaultyLabOn({
  threads = faultyThreads(),
  clock = nodeClock,
}: {
  readonly threads?: Threads
  readonly clock?: Clock
}): OpenLab {
  return createLab({ threads, clock, machine: nodeMachine() }, { experiments: [faulty] })
}

export function faultyThreads(): Threads {
  return nodeThreads(WORKER_FILE)
}
