import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import { next } from './arithmetic.ts'
import { LINE_WORDS, PAGE_WORDS, serialSteps, WORKLOAD, type memory, type params } from './experiment.ts'

type Worker = Kernel<typeof memory, typeof params>
type Own = ReturnType<Bound<typeof memory.fields>['own']['of']>

// What an operation is worth differs from variant to variant: their curves are to be compared, not their rates.

/** Arithmetic that needs nobody. */
export const independent: Worker = (words, { steps }, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.independent)
  untilStopped(context, own.operations.cell, times => {
    for (let i = 0; i < times; i++) {
      let x = own.state.cell[0]
      for (let step = 0; step < steps; step++) x = next(x)
      own.state.cell[0] = x
      own.operations.cell[0]++
    }
  })
}

/** The same arithmetic, but a share of it is everybody's: only who holds the gate may do it. */
export const partlySerial: Worker = (words, knobs, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.partlySerial)
  const gate = new Mutex(words.gate, context)
  const shared = words.guarded.cell
  const under = serialSteps(knobs)
  const outside = knobs.steps - under
  untilStopped(context, own.operations.cell, times => {
    for (let i = 0; i < times; i++) {
      context.at(1)
      gate.acquire()
      let everybodys = shared[0]
      for (let step = 0; step < under; step++) everybodys = next(everybodys)
      shared[0] = everybodys
      gate.release()
      let x = own.state.cell[0]
      for (let step = 0; step < outside; step++) x = next(x)
      own.state.cell[0] = x
      own.operations.cell[0]++
    }
  })
}

/** Sums one word of each line: memory has to bring all of them, and the core has hardly anything to do. */
export const memoryBandwidth: Worker = (words, { workers }, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.memoryBandwidth)
  const { items } = words.array
  const share = Math.floor(items.length / PAGE_WORDS / workers) * PAGE_WORDS
  const from = context.worker * share
  let at = from
  untilStopped(context, own.operations.cell, times => {
    let sum = own.sum.cell[0]
    for (let page = 0; page < times; page++) {
      sum = (sum + sumOfLines(items, at)) | 0
      at += PAGE_WORDS
      if (at === from + share) at = from
    }
    own.sum.cell[0] = sum
    own.operations.cell[0] += times
  })
}

function sumOfLines(items: Int32Array, at: number): number {
  let sum = 0
  for (let i = at; i < at + PAGE_WORDS; i += LINE_WORDS) sum = (sum + (items[i] ?? 0)) | 0
  return sum
}

/** Nobody else touches this worker's word; up to 32 of them lie on one line. */
export const neighbours: Worker = (words, _knobs, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.neighbours)
  const { addRepeatedly } = context.primitives
  const address = words.neighbours.address + context.worker * Int32Array.BYTES_PER_ELEMENT
  untilStopped(
    context,
    own.operations.cell,
    times => {
      addRepeatedly(address, 1, times)
      own.operations.cell[0] += times
    },
    BATCH,
  )
}

/** One word for all. */
export const sharedAtomic: Worker = (words, _knobs, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.sharedAtomic)
  const { addRepeatedly } = context.primitives
  const { address } = words.counter
  untilStopped(
    context,
    own.operations.cell,
    times => {
      addRepeatedly(address, 1, times)
      own.operations.cell[0] += times
    },
    BATCH,
  )
}

/** Nothing but the critical section. */
export const oneMutex: Worker = (words, _knobs, context) => {
  const own = begin(words.own.of(context.worker), WORKLOAD.oneMutex)
  const gate = new Mutex(words.gate, context)
  const guarded: I32Cell = words.guarded.cell
  untilStopped(
    context,
    own.operations.cell,
    times => {
      for (let i = 0; i < times; i++) {
        context.at(2)
        gate.acquire()
        guarded[0]++
        gate.release()
        own.operations.cell[0]++
      }
    },
    BATCH,
  )
}

function begin(own: Own, workload: number): Own {
  own.workload.store(workload)
  return own
}
