import type { I32Cell } from '../../memory/cells.ts'
import { Mutex } from '../../sync/mutex.ts'
import { AMPLIFIED_BATCH, amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'

type Adder = Kernel<typeof memory, typeof params>

/** One expression, three steps: load, add, store. */
export const plainIncrement: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) total[0]++
  })
}

/** The same three steps, spelled out; the amplifier goes into the gap. */
export const plainReadWrite: Adder = (words, knobs, context) => {
  const total = words.total.cell
  if (knobs.amplifier === 'none') {
    context.repeat(knobs.additions, times => {
      for (let i = 0; i < times; i++) {
        const seen = total[0]
        total[0] = seen + 1
      }
    })
    return
  }
  const amplified = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const seen = total[0]
      amplify(knobs, context)
      total[0] = seen + 1
    }
  }
  context.repeat(knobs.additions, amplified, AMPLIFIED_BATCH)
}

/** Atomic parts do not make an atomic whole. */
export const atomicLoadStore: Adder = (words, knobs, context) => {
  const total = words.total.cell
  if (knobs.amplifier === 'none') {
    context.repeat(knobs.additions, times => {
      for (let i = 0; i < times; i++) {
        const seen = Atomics.load(total, 0)
        Atomics.store(total, 0, seen + 1)
      }
    })
    return
  }
  const amplified = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const seen = Atomics.load(total, 0)
      amplify(knobs, context)
      Atomics.store(total, 0, seen + 1)
    }
  }
  context.repeat(knobs.additions, amplified, AMPLIFIED_BATCH)
}

/** The whole addition is one step: nobody can come between. Compiled, because V8 calls a function for each `Atomics.add`. */
export const atomicAdd: Adder = (words, { additions }, context) => {
  const { addRepeatedly } = context.primitives
  const { address } = words.total
  context.repeat(additions, times => {
    addRepeatedly(address, 1, times)
  })
}

/** Anybody may come between, but has to wait at the gate. */
export const mutex: Adder = (words, { additions }, context) => {
  // What the loop needs are its arguments: V8 keeps those in registers from one turn to the next.
  const addBehind = (gate: Mutex, total: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      total[0]++
      gate.release()
    }
  }
  const gate = new Mutex(words.gate, context)
  context.repeat(additions, times => {
    addBehind(gate, words.total.cell, times)
  })
}

/** No sharing, no race: the sums are added up once, when all workers are done. */
export const perWorkerSum: Adder = (words, { additions }, context) => {
  const own = words.sums.of(context.worker).cell
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) own[0]++
  })
}
