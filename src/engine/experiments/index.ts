import { calibration } from './_calibration/experiment.ts'
import { abandonedLock } from './abandoned-lock/experiment.ts'
import { brokenLock } from './broken-lock/experiment.ts'
import { plainAccesses } from './_plain-accesses/experiment.ts'
import { primitives } from './_primitives/experiment.ts'
import type { Experiment } from './kit/define-experiment.ts'
import { lockConvoy } from './lock-convoy/experiment.ts'
import { lockGranularity } from './lock-granularity/experiment.ts'
import { lockZoo } from './lock-zoo/experiment.ts'
import { lostUpdate } from './lost-update/experiment.ts'
import { mutex } from './mutex/experiment.ts'
import { readersWriters } from './readers-writers/experiment.ts'

/** The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. */
export const experiments: readonly Experiment[] = [
  // Races
  lostUpdate,
  // Locks
  mutex,
  abandonedLock,
  lockZoo,
  lockGranularity,
  readersWriters,
  lockConvoy,
  brokenLock,
]

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: readonly Experiment[] = [calibration, plainAccesses, primitives]
