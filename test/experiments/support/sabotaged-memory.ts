import type { ParamValues } from '../../../src/contract/words.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { memory as litmusMemory, type Knobs } from '../../../src/engine/experiments/litmus/experiment.ts'
import { partyWith } from '../../../src/engine/experiments/litmus/rounds.ts'
import { SLOTS, STRIDE } from '../../../src/engine/experiments/litmus/tests.ts'
import { memory as wakeLatencyMemory } from '../../../src/engine/experiments/wake-latency/experiment.ts'
import { rally } from '../../../src/engine/experiments/wake-latency/rally.ts'

const nothing = (): undefined => undefined

/** `wake-latency`: nobody waits for anybody's turn. */
export function goOnAtOnce(
  buffer: SharedArrayBuffer,
  offset: number,
  _params: ParamValues,
  context: RoleContext,
): void {
  rally(wakeLatencyMemory.bind(buffer, offset), context, { hit: nothing, receive: nothing })
}

const STORE_BUFFERING = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, test: 'sb' } as const

/** `litmus`, store buffering: stores a whole batch after it has loaded it, as a store buffer without an end would. */
export function storeLate(buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext): void {
  const party = partyWith({
    store: nothing,
    storeBoth: nothing,
    loadBoth: nothing,
    loadThenStore: nothing,
    storeThenLoad(mine, theirs, into, stamp) {
      for (let slot = 0; slot < SLOTS; slot++) into[slot] = Atomics.load(theirs, slot * STRIDE)
      context.yieldCore()
      for (let slot = 0; slot < SLOTS; slot++) Atomics.store(mine, slot * STRIDE, stamp)
    },
  })
  const knobs: Knobs = { ...STORE_BUFFERING, rounds: Number(params['rounds']) }
  party(litmusMemory.bind(buffer, offset), knobs, context)
}
