/** How a trial may end, as the host sees it. */
export type TrialEnd = 'finished' | 'fault' | 'stop' | 'time-cap'

/** What the host says to start one. */
export interface TrialStart {
  readonly arm: number
  readonly parties: number
  readonly spins: number
  readonly seed: number
}
