import { goOnAtOnce, storeLate } from './support/sabotaged-memory.ts'
import { memory as falseSharingMemory } from '../../src/engine/experiments/false-sharing/experiment.ts'
import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { untilStopped } from '../../src/engine/experiments/kit/until-stopped.ts'
import { Word } from '../../src/engine/memory/cells.ts'
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
  'spin-on-flag': { atomic: 'hoisted' },
  'wake-latency': { event: goOnAtOnce },
  'cost-ladder': { mutex: 'atomic-load-store' },
  'false-sharing': { bytes64: shareOneWord },
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
