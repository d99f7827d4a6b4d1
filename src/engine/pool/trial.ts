import type { PrimitivesForm } from '../../contract/words.ts'
import type { Experiment } from '../experiments/kit/define-experiment.ts'
import type { Arm } from './worker-protocol.ts'

/** What a session is for. */
export interface SessionSpec {
  readonly experiment: Experiment
  readonly arms: readonly Arm[]
  readonly workers: number
  readonly telemetry: boolean
  readonly primitives: PrimitivesForm
}

/** Why the host ends a trial that its workers have not. */
export type EarlyEnd = 'stop' | 'stall' | 'deadlock'

/** How a trial may end, as the host sees it. */
export type TrialEnd = EarlyEnd | 'finished' | 'fault' | 'time-cap'

/** What the host says to start one. */
export interface TrialStart {
  readonly arm: number
  readonly parties: number
  /** Of this machine: with fewer cores than parties, nobody spins for long. */
  readonly cores: number
  readonly seed: number
  /** It is looked at closely, and counts in no figure. */
  readonly probing?: boolean
}
