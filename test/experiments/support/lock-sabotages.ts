import type { ParamValues } from '../../../src/contract/words.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { untilStopped } from '../../../src/engine/experiments/kit/until-stopped.ts'
import { memory as convoyMemory } from '../../../src/engine/experiments/lock-convoy/experiment.ts'
import { memory as granularityMemory } from '../../../src/engine/experiments/lock-granularity/experiment.ts'
import { memory as readersWritersMemory } from '../../../src/engine/experiments/readers-writers/experiment.ts'

/** Kernels that do the work of a lock experiment without the lock. */
export function addWithoutLock(
  buffer: SharedArrayBuffer,
  offset: number,
  _params: ParamValues,
  context: RoleContext,
): void {
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

export function writeWithoutLock(
  buffer: SharedArrayBuffer,
  offset: number,
  _params: ParamValues,
  context: RoleContext,
): void {
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

export function travelWithoutLock(
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
