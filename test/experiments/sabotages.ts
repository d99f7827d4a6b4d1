import { addWithoutLock, travelWithoutLock, writeWithoutLock } from './support/lock-sabotages.ts'
import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { memory as zooMemory } from '../../src/engine/experiments/lock-zoo/experiment.ts'
import { memory as mutexMemory } from '../../src/engine/experiments/mutex/experiment.ts'
import { visit } from '../../src/engine/experiments/kit/critical-section.ts'
import { untilStopped } from '../../src/engine/experiments/kit/until-stopped.ts'
import type { ParamValues } from '../../src/contract/words.ts'

/** What a worker does in place of a variant: another variant, by name, or a kernel of its own on the same memory. */
type Sabotage =
  string | ((buffer: SharedArrayBuffer, offset: number, params: ParamValues, context: RoleContext) => void)

/**
 * By experiment and fixed variant: what its workers secretly do instead, so that its tests can hold that the oracle
 * notices. An oracle that nothing can fail checks nothing.
 */
export const sabotages: Readonly<Record<string, Readonly<Record<string, Sabotage>>>> = {
  mutex: { 'futex-mutex': visitWithoutLock, ticket: visitWithoutLock },
  'broken-lock': { 'compare-exchange': 'check-then-set', 'peterson-atomic': 'check-then-set' },
  'abandoned-lock': { robust: 'try-finally', 'using-token': 'bare-acquire' },
  'lock-zoo': { mcs: zooWithoutLock },
  'lock-granularity': { sharded: addWithoutLock },
  'readers-writers': { fair: writeWithoutLock },
  'lock-convoy': { inheritance: 'inversion', 'sleep-outside': travelWithoutLock },
  'lost-update': { mutex: 'atomic-load-store', 'atomic-add': 'plain-increment' },
}

function visitWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = mutexMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  untilStopped(context, own.passages.cell, times => {
    for (let i = 0; i < times; i++) {
      own.intrusions.cell[0] += visit(words.guarded, context.worker + 1)
      own.passages.cell[0]++
    }
  })
}

function zooWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = zooMemory.bind(buffer, offset)
  const counter = words.counter.cell
  const own = words.passages.of(context.worker).cell
  untilStopped(context, own, times => {
    for (let i = 0; i < times; i++) {
      const seen = Atomics.load(counter, 0)
      if (i === 0) context.yieldCore()
      Atomics.store(counter, 0, seen + 1)
      own[0]++
    }
  })
}
