import type { RoleContext } from '../../src/engine/experiments/kit/role-context.ts'
import { memory as granularityMemory } from '../../src/engine/experiments/lock-granularity/experiment.ts'
import { memory as convoyMemory } from '../../src/engine/experiments/lock-convoy/experiment.ts'
import { memory as zooMemory } from '../../src/engine/experiments/lock-zoo/experiment.ts'
import { memory as mutexMemory } from '../../src/engine/experiments/mutex/experiment.ts'
import { memory as readersWritersMemory } from '../../src/engine/experiments/readers-writers/experiment.ts'
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
  const own = words.passages.of(context.worker).cell
  untilStopped(context, own, times => {
    for (let i = 0; i < times; i++) {
      addOneSlowly(words.counter.cell, context)
      own[0]++
    }
  })
}

function addWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = granularityMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  untilStopped(context, own.operations.cell, times => {
    for (let i = 0; i < times; i++) {
      addOneSlowly(words.entries.items, context)
      own.additions.cell[0]++
      own.operations.cell[0]++
    }
  })
}

function writeWithoutLock(buffer: SharedArrayBuffer, offset: number, _params: ParamValues, context: RoleContext): void {
  const words = readersWritersMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  untilStopped(context, own.visits.cell, times => {
    for (let i = 0; i < times; i++) {
      addOneSlowly(words.left.cell, context)
      addOneSlowly(words.right.cell, context)
      own.visits.cell[0]++
    }
  })
}

function travelWithoutLock(
  buffer: SharedArrayBuffer,
  offset: number,
  _params: ParamValues,
  context: RoleContext,
): void {
  const words = convoyMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  untilStopped(context, own.operations.cell, times => {
    for (let i = 0; i < times; i++) {
      addOneSlowly(words.counter.cell, context)
      own.passages.cell[0]++
      own.operations.cell[0]++
    }
  })
}

/** A load and a store, with a nap between: on a busy machine, too, somebody comes between. */
function addOneSlowly(words: Int32Array, context: RoleContext): void {
  const seen = Atomics.load(words, 0)
  context.yieldCore()
  Atomics.store(words, 0, seen + 1)
}
