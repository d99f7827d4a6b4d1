import { calibration } from './_calibration/experiment.ts'
import { plainAccesses } from './_plain-accesses/experiment.ts'
import { primitives } from './_primitives/experiment.ts'
import { costLadder } from './cost-ladder/experiment.ts'
import { falseSharing } from './false-sharing/experiment.ts'
import type { Experiment } from './kit/define-experiment.ts'
import { litmus } from './litmus/experiment.ts'
import { lostUpdate } from './lost-update/experiment.ts'
import { spinOnFlag } from './spin-on-flag/experiment.ts'
import { wakeLatency } from './wake-latency/experiment.ts'

/** The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. */
export const experiments: readonly Experiment[] = [
  lostUpdate,
  // Atomics and memory
  costLadder,
  falseSharing,
  litmus,
  spinOnFlag,
  wakeLatency,
]

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: readonly Experiment[] = [calibration, plainAccesses, primitives]
