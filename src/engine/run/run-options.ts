/** What a lab's runs may do without, to measure what it costs. */
export interface RunOptions {
  /** Live operation counts; switched off only to measure what they cost. */
  readonly telemetry: boolean
  /** How deadlocks are looked for; as the experiment asks, if not said: otherwise only to measure what it costs. */
  readonly detector?: 'armed' | 'off'
  /** False: no probes, whatever the experiment draws; where nobody looks at pictures of a single run. */
  readonly probes?: boolean
}
