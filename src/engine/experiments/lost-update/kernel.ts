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

/** The whole addition is one step: nobody can come between. */
export const atomicAdd: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) Atomics.add(total, 0, 1)
  })
}

/** Anybody may come between, but has to wait at the gate. */
export const mutex: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  const gate = new Mutex(words.gate, context)
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      total[0]++
      gate.release()
    }
  })
}

/** No sharing, no race: the sums are added up once, when all workers are done. */
export const perWorkerSum: Adder = (words, { additions }, context) => {
  const own = words.sums.of(context.worker).cell
  context.repeat(additions, times => {
    for (let i = 0; i < times; i++) own[0]++
  })
}
