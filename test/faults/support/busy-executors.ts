import type { Session } from '../../../src/engine/pool/session.ts'
import { EXPERIMENT_OFFSET } from '../../../src/engine/pool/session-memory.ts'
import { nodeClock } from '../../../src/node/clock.ts'
import { memory } from '../../helpers/tasks-experiment.ts'

const LIMIT_MILLIS = 40_000

/** Resolves when the endless tasks of the witness have been handed over, and that on the thread runs. */
export async function untilBusy(session: Session): Promise<void> {
  const { begun, gate } = memory.bind(session.region.buffer, EXPERIMENT_OFFSET)
  const deadline = nodeClock.nowMillis() + LIMIT_MILLIS
  while (begun.load() === 0 || gate.load() === 0) {
    if (nodeClock.nowMillis() > deadline) throw new Error(`begun ${begun.load()}, handed over ${gate.load()}`)
    await nodeClock.sleep(5)
  }
}
