import { calibration } from './_calibration/experiment.ts'
import { plainAccesses } from './_plain-accesses/experiment.ts'
import { primitives } from './_primitives/experiment.ts'
import { bankTransfer } from './bank-transfer/experiment.ts'
import { casRetries } from './cas-retries/experiment.ts'
import { checkThenAct } from './check-then-act/experiment.ts'
import { doubleFree } from './double-free/experiment.ts'
import { heisenbug } from './heisenbug/experiment.ts'
import type { Experiment } from './kit/define-experiment.ts'
import { lostUpdate } from './lost-update/experiment.ts'
import { tornPublication } from './torn-publication/experiment.ts'

/** The one registry: an experiment exists for the lab when it stands here. The order is the syllabus. */
export const experiments: readonly Experiment[] = [
  // Races
  lostUpdate,
  checkThenAct,
  bankTransfer,
  heisenbug,
  doubleFree,
  tornPublication,
  // Atomics and memory
  casRetries,
]

/** What the lab measures and examines itself with: workers know them, the catalogue does not list them. */
export const instruments: readonly Experiment[] = [calibration, plainAccesses, primitives]
