import type { ParamValues } from '../../../src/contract/words.ts'
import { memory as falseSharingMemory } from '../../../src/engine/experiments/false-sharing/experiment.ts'
import { visit } from '../../../src/engine/experiments/kit/critical-section.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { untilStopped } from '../../../src/engine/experiments/kit/until-stopped.ts'
import { memory as convoyMemory } from '../../../src/engine/experiments/lock-convoy/experiment.ts'
import { memory as granularityMemory } from '../../../src/engine/experiments/lock-granularity/experiment.ts'
import { memory as zooMemory } from '../../../src/engine/experiments/lock-zoo/experiment.ts'
import { memory as mutexMemory } from '../../../src/engine/experiments/mutex/experiment.ts'
import { memory as readersWritersMemory } from '../../../src/engine/experiments/readers-writers/experiment.ts'
import { leap } from '../../../src/engine/experiments/scaling/arithmetic.ts'
import {
  LINE_WORDS,
  memory as scalingMemory,
  PAGE_WORDS,
  serialSteps,
  WORKLOAD,
} from '../../../src/engine/experiments/scaling/experiment.ts'
import { memory as publicationMemory } from '../../../src/engine/experiments/torn-publication/experiment.ts'
import { Word, type I32Cell } from '../../../src/engine/memory/cells.ts'

/** A kernel that works on an experiment's memory in place of one of its own. */
export type SabotagedKernel = (
  buffer: SharedArrayBuffer,
  offset: number,
  params: ParamValues,
  context: RoleContext,
) => void | Promise<void>

export const visitWithoutLock: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = mutexMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  each(context, own.passages.cell, () => {
    own.intrusions.cell[0] += visit(words.guarded, context.worker + 1)
    own.passages.cell[0]++
  })
}

export const zooWithoutLock: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = zooMemory.bind(buffer, offset)
  const own = words.passages.of(context.worker).cell
  each(context, own, () => {
    addOneSlowly(words.counter.cell, context)
    own[0]++
  })
}

export const addWithoutLock: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = granularityMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  each(context, own.operations.cell, () => {
    addOneSlowly(words.entries.items, context)
    own.additions.cell[0]++
    own.operations.cell[0]++
  })
}

export const writeWithoutLock: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = readersWritersMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  each(context, own.visits.cell, () => {
    addOneSlowly(words.left.cell, context)
    addOneSlowly(words.right.cell, context)
    own.visits.cell[0]++
  })
}

export const travelWithoutLock: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = convoyMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  each(context, own.operations.cell, () => {
    addOneSlowly(words.counter.cell, context)
    own.passages.cell[0]++
    own.operations.cell[0]++
  })
}

/** Sets the flag before the data is there, and dawdles in between; its readers look like those of the plain variant. */
export const flagFirst: SabotagedKernel = (buffer, offset, params, context) => {
  const words = publicationMemory.bind(buffer, offset)
  const last = Number(params['publications'])
  const own = words.own.of(context.worker)
  for (let seen = 0; seen < last && !context.stopRequested();) {
    if (context.worker === 0) {
      words.flag.store(++seen)
      context.yieldCore()
      words.data.store(seen)
      continue
    }
    seen = words.flag.load()
    if (words.data.load() < seen) own.torn.store(own.torn.load() + 1)
    own.looks.store(own.looks.load() + 1)
  }
}

/** Counts what nobody protects, and claims to have held the mutex. */
export const countWithoutMutex: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = scalingMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  own.workload.store(WORKLOAD.oneMutex)
  each(context, own.operations.cell, () => {
    addOneSlowly(words.guarded.cell, context)
    own.operations.cell[0]++
  })
}

/** All of the arithmetic, but the common part of it under no lock. */
export const computeWithoutMutex: SabotagedKernel = (buffer, offset, params, context) => {
  const words = scalingMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  const steps = Number(params['steps'])
  const under = serialSteps({ steps, serial: Number(params['serial']) })
  own.workload.store(WORKLOAD.partlySerial)
  each(context, own.operations.cell, () => {
    const seen = words.guarded.load()
    context.yieldCore()
    words.guarded.store(leap(seen, under))
    own.state.store(leap(own.state.load(), steps - under))
    own.operations.cell[0]++
  })
}

/** Adds to the next worker's word: right for one worker alone, and wrong for more however they meet. */
export const addNextDoor: SabotagedKernel = (buffer, offset, params, context) => {
  const words = scalingMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  const next = (context.worker + 1) % Number(params['workers'])
  own.workload.store(WORKLOAD.neighbours)
  each(context, own.operations.cell, () => {
    words.neighbours.items[next] = (words.neighbours.items[next] ?? 0) + 1 + context.worker
    own.operations.cell[0]++
  })
}

/** Claims two pages for each that it has read. */
export const skipPages: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = scalingMemory.bind(buffer, offset)
  const own = words.own.of(context.worker)
  own.workload.store(WORKLOAD.memoryBandwidth)
  each(context, own.operations.cell, () => {
    own.sum.cell[0] += PAGE_WORDS / LINE_WORDS
    own.operations.cell[0] += 2
  })
}

/** Not near each other but at the same place. */
export const shareOneWord: SabotagedKernel = (buffer, offset, _params, context) => {
  const words = falseSharingMemory.bind(buffer, offset)
  const { cell } = new Word(buffer, words.counters.address)
  const done = words.done.of(context.worker).cell
  untilStopped(context, done, times => {
    const seen = cell[0]
    context.yieldCore()
    cell[0] = seen + times
    done[0] += times
  })
}

function each(context: RoleContext, done: I32Cell, once: () => void): void {
  untilStopped(context, done, times => {
    for (let i = 0; i < times; i++) once()
  })
}

/** A load and a store, with a nap between: on a busy machine, too, somebody comes between. */
function addOneSlowly(words: Int32Array, context: RoleContext): void {
  const seen = Atomics.load(words, 0)
  context.yieldCore()
  Atomics.store(words, 0, seen + 1)
}
