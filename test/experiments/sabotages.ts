import { memory as falseSharingMemory } from '../../src/engine/experiments/false-sharing/experiment.ts'
import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { untilStopped } from '../../src/engine/experiments/kit/until-stopped.ts'
import { memory as wakeLatencyMemory } from '../../src/engine/experiments/wake-latency/experiment.ts'
import { rally } from '../../src/engine/experiments/wake-latency/rally.ts'
import { Word } from '../../src/engine/memory/cells.ts'
import { memory as litmusMemory, type Knobs as LitmusKnobs } from '../../src/engine/experiments/litmus/experiment.ts'
import { partyWith } from '../../src/engine/experiments/litmus/rounds.ts'
import { SLOTS, STRIDE } from '../../src/engine/experiments/litmus/tests.ts'
import type { ParamValues } from '../../src/contract/words.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage =
  string | ((buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext) => void)

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
  litmus: { atomic: storeLate },
  'cost-ladder': { mutex: 'atomic-load-store' },
  'false-sharing': { bytes64: shareOneWord },
  'wake-latency': { event: goOnAtOnce },
  'spin-on-flag': { atomic: 'hoisted' },
}

/** Not near each other but at the same place. */
function shareOneWord(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = falseSharingMemory.bind(buffer, offset)
  const { cell } = new Word(buffer, words.counters.address)
  const done = words.done.of(context.worker).cell
  const add = (times: number): void => {
    const seen = cell[0]
    context.yieldCore()
    cell[0] = seen + times
    done[0] += times
  }
  untilStopped(context, done, add)
}

/** Nobody waits for anybody's turn. */
function goOnAtOnce(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const nothing = (): undefined => undefined
  rally(wakeLatencyMemory.bind(buffer, offset), context, { hit: nothing, receive: nothing })
}

/** Stores a whole batch after it has loaded it, as a store buffer without an end would. */
function storeLate(buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext): void {
  const nothing = (): undefined => undefined
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
  const knobs: LitmusKnobs = { ...LITMUS_KNOBS, rounds: Number(params['rounds']) }
  party(litmusMemory.bind(buffer, offset), knobs, context)
}

const LITMUS_KNOBS = { workers: 2, trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10, test: 'sb' } as const
