import { calibration } from './_calibration/experiment.ts'
import { plainAccesses } from './_plain-accesses/experiment.ts'
import { primitives } from './_primitives/experiment.ts'
import { abandonedLock } from './abandoned-lock/experiment.ts'
import { bankTransfer } from './bank-transfer/experiment.ts'
import { barrierExperiment } from './barrier/experiment.ts'
import { boundedBuffer } from './bounded-buffer/experiment.ts'
import { brokenLock } from './broken-lock/experiment.ts'
import { casRetries } from './cas-retries/experiment.ts'
import { checkThenAct } from './check-then-act/experiment.ts'
import { connectionLimit } from './connection-limit/experiment.ts'
import { costLadder } from './cost-ladder/experiment.ts'
import { doubleFree } from './double-free/experiment.ts'
import { falseSharing } from './false-sharing/experiment.ts'
import { heisenbug } from './heisenbug/experiment.ts'
import { ifOrWhile } from './if-or-while/experiment.ts'
import type { Experiment } from './kit/define-experiment.ts'
import { leakedPermit } from './leaked-permit/experiment.ts'
import { litmus } from './litmus/experiment.ts'
import { lockConvoy } from './lock-convoy/experiment.ts'
import { lockGranularity } from './lock-granularity/experiment.ts'
import { lockZoo } from './lock-zoo/experiment.ts'
import { lostUpdate } from './lost-update/experiment.ts'
import { lostWakeup } from './lost-wakeup/experiment.ts'
import { mutex } from './mutex/experiment.ts'
import { notifyOneOrAll } from './notify-one-or-all/experiment.ts'
import { readersWriters } from './readers-writers/experiment.ts'
import { spinOnFlag } from './spin-on-flag/experiment.ts'
import { tornPublication } from './torn-publication/experiment.ts'
import { wakeLatency } from './wake-latency/experiment.ts'
import { workReady } from './work-ready/experiment.ts'

/** The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. */
export const experiments: readonly Experiment[] = [
  // Races
  lostUpdate,
  checkThenAct,
  bankTransfer,
  heisenbug,
  doubleFree,
  tornPublication,
  // Locks
  mutex,
  brokenLock,
  abandonedLock,
  lockZoo,
  lockGranularity,
  readersWriters,
  lockConvoy,
  // Semaphores, events, conditions
  connectionLimit,
  boundedBuffer,
  leakedPermit,
  workReady,
  lostWakeup,
  ifOrWhile,
  notifyOneOrAll,
  barrierExperiment,
  // Atomics and memory
  costLadder,
  casRetries,
  falseSharing,
  litmus,
  spinOnFlag,
  wakeLatency,
]

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: readonly Experiment[] = [calibration, plainAccesses, primitives]
