import { createLab } from '../../src/engine/index.ts'
import { LabError } from '../../src/base/errors.ts'
import { nodeClock } from '../../src/node/clock.ts'
import { nodeMachine } from '../../src/node/machine.ts'
import { nodeThreads } from '../../src/node/worker-threads.ts'
import type { Trial } from '../../src/contract/run-document.ts'
import type { CounterWork } from './counter-work.ts'
import type { Sample } from './criterion.ts'

export interface LabSide {
  measure(work: CounterWork): Promise<Sample>
  close(): Promise<void>
}

/**
 * A lab with warm workers that runs `lost-update` one trial at a time, as a user's run would.
 * @param telemetry false: workers publish no live counts, and nobody samples or draws frames
 */
export function openLabSide(telemetry: boolean): LabSide {
  const clock = telemetry ? nodeClock : { ...nodeClock, every: () => () => undefined }
  const ports = { threads: nodeThreads(), clock, machine: nodeMachine() }
  const lab = createLab(ports, { warm: true, run: { telemetry } })
  return {
    async measure({ variant, workers, additions }) {
      const { variants } = await lab.run(
        { experiment: 'lost-update', variants: [variant], set: { workers, additions, trials: 1, warmUp: 0 } },
        {
          event(event) {
            // The one trial is done: without this, a long one is followed by a calibration that nobody reads here.
            if (event.kind === 'trial-finished') void lab.stop()
          },
          frame: () => undefined,
        },
      )
      return sampleOf(variants[0]?.trials[0])
    },
    close: () => lab.close(),
  }
}

function sampleOf(trial: Trial | undefined): Sample {
  if (trial?.state !== 'completed') {
    throw new LabError(
      'INTERNAL',
      `the lab's trial ended as ${trial?.state ?? 'nothing'}: ${trial?.reason?.message ?? ''}`,
    )
  }
  const { actual } = trial.observed
  return { millis: trial.durationMillis, counted: typeof actual === 'number' ? actual : null }
}
