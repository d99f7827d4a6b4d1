import type { CounterWork } from './counter-work.ts'
import type { Sample } from './criterion.ts'
import { openLabTrials } from './lab-trials.ts'

export interface LabSide {
  measure(work: CounterWork): Promise<Sample>
  close(): Promise<void>
}

/**
 * A lab that runs `lost-update`.
 * @param telemetry and `detector` as {@link openLabTrials}
 */
export function openLabSide(telemetry: boolean, detector?: 'armed' | 'off'): LabSide {
  const lab = openLabTrials(telemetry, detector)
  return {
    async measure({ variant, workers, additions }) {
      const { trial } = await lab.run({ experiment: 'lost-update', variant, set: { workers, additions } })
      const { actual } = trial.observed
      return { millis: trial.durationMillis, counted: typeof actual === 'number' ? actual : null }
    },
    close: () => lab.close(),
  }
}
