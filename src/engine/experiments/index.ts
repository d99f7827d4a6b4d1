import { calibration } from './_calibration/experiment.ts'
import { plainAccesses } from './_plain-accesses/experiment.ts'
import { primitives } from './_primitives/experiment.ts'
import { barrierExperiment } from './barrier/experiment.ts'
import { boundedBuffer } from './bounded-buffer/experiment.ts'
import { connectionLimit } from './connection-limit/experiment.ts'
import { ifOrWhile } from './if-or-while/experiment.ts'
import type { Experiment } from './kit/define-experiment.ts'
import { leakedPermit } from './leaked-permit/experiment.ts'
import { lostUpdate } from './lost-update/experiment.ts'
import { lostWakeup } from './lost-wakeup/experiment.ts'
import { notifyOneOrAll } from './notify-one-or-all/experiment.ts'
import { workReady } from './work-ready/experiment.ts'

/** The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. */
export const experiments: readonly Experiment[] = [
  lostUpdate,
  // Semaphores, events, conditions
  connectionLimit,
  boundedBuffer,
  leakedPermit,
  workReady,
  lostWakeup,
  ifOrWhile,
  notifyOneOrAll,
  barrierExperiment,
]

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: readonly Experiment[] = [calibration, plainAccesses, primitives]
