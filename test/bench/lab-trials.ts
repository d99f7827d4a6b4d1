import { createLab } from '../../src/engine/index.ts'
import { instruments } from '../../src/engine/experiments/index.ts'
import { loadAll } from '../../src/engine/experiments/kit/registry.ts'
import { experiments } from '../../src/engine/experiments/loaded.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import type { RecordedTrial } from '../../src/contract/events.ts'
import { FlawedMeasurement } from './criterion.ts'

/** The most threads that a bench asks for: none of them is to start cold, as none of a peer's does. */
const MOST_THREADS = 8

const KNOWN = [...experiments, ...(await loadAll(instruments))]

/** What one trial runs. */
export interface TrialRequest {
  readonly experiment: string
  readonly variant: string
  readonly set: Readonly<Record<string, number>>
}

/** A lab that runs one trial at a time. */
export interface LabTrials {
  /** @throws {FlawedMeasurement} when the trial does not come to its end */
  run(request: TrialRequest): Promise<RecordedTrial>
  close(): Promise<void>
}

/**
 * Opens a lab with warm workers, as a user's would be, but that it knows its instruments, too.
 * @param telemetry false: workers publish no live counts, and nobody samples or draws frames
 * @param detector how deadlocks are looked for, if not as the experiment asks
 */
export function openLabTrials(telemetry: boolean, detector?: 'armed' | 'off'): LabTrials {
  const clock = telemetry ? nodeClock : { ...nodeClock, every: () => () => undefined }
  const run = detector === undefined ? { telemetry } : { telemetry, detector }
  const ports = { threads: nodeThreads(), clock, machine: nodeMachine() }
  const lab = createLab(ports, { experiments: KNOWN, warm: true, threadsKept: MOST_THREADS, run })
  return {
    async run({ experiment, variant, set }) {
      const recorded: RecordedTrial[] = []
      const document = await lab.run(
        { experiment, variants: [variant], set: { ...set, trials: 1, warmUp: 0 } },
        {
          event(event) {
            if (event.kind !== 'trial-finished') return
            recorded.push(event.recorded)
            // The one trial is done: without this, a long one is followed by a calibration that nobody reads here.
            void lab.stop()
          },
          frame: () => undefined,
        },
      )
      const [only] = recorded
      if (only?.trial.state !== 'completed') {
        const why = only?.trial.reason ?? document.reason
        throw new FlawedMeasurement(
          `the lab's trial of ${variant} ended as ${only?.trial.state ?? document.state}: ${why?.message ?? ''}`,
        )
      }
      return only
    },
    close: () => lab.close(),
  }
}
