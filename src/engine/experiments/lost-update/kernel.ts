import { Mutex } from '../../sync/mutex.ts'
import { AMPLIFIED_BATCH, amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Adder = Kernel<typeof memory, typeof params>

/** One expression, three steps: load, add, store. */
export const plainIncrement: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  for (let batch = context.nextBatch(additions); batch > 0; batch = context.nextBatch(additions)) {
    for (let i = 0; i < batch; i++) total[0]++
  }
}

/** The same three steps, spelled out; the amplifier goes into the gap. */
export const plainReadWrite: Adder = (words, knobs, context) => {
  const { additions } = knobs
  const total = words.total.cell
  const amplified = knobs.amplifier !== 'none'
  const size = amplified ? AMPLIFIED_BATCH : BATCH
  for (let batch = context.nextBatch(additions, size); batch > 0; batch = context.nextBatch(additions, size)) {
    for (let i = 0; i < batch; i++) {
      const seen = total[0]
      if (amplified) amplify(knobs, context)
      total[0] = seen + 1
    }
  }
}

/** Atomic parts do not make an atomic whole. */
export const atomicLoadStore: Adder = (words, knobs, context) => {
  const { additions } = knobs
  const total = words.total.cell
  const amplified = knobs.amplifier !== 'none'
  const size = amplified ? AMPLIFIED_BATCH : BATCH
  for (let batch = context.nextBatch(additions, size); batch > 0; batch = context.nextBatch(additions, size)) {
    for (let i = 0; i < batch; i++) {
      const seen = Atomics.load(total, 0)
      if (amplified) amplify(knobs, context)
      Atomics.store(total, 0, seen + 1)
    }
  }
}

/** The whole addition is one step: nobody can come between. */
export const atomicAdd: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  for (let batch = context.nextBatch(additions); batch > 0; batch = context.nextBatch(additions)) {
    for (let i = 0; i < batch; i++) Atomics.add(total, 0, 1)
  }
}

/** Anybody may come between, but has to wait at the gate. */
export const mutex: Adder = (words, { additions }, context) => {
  const total = words.total.cell
  const gate = new Mutex(words.gate, context)
  for (let batch = context.nextBatch(additions); batch > 0; batch = context.nextBatch(additions)) {
    for (let i = 0; i < batch; i++) {
      gate.acquire()
      total[0]++
      gate.release()
    }
  }
}

/** No sharing, no race: the sums are added up once, when all workers are done. */
export const perWorkerSum: Adder = (words, { additions }, context) => {
  const own = words.sums.of(context.worker).cell
  for (let batch = context.nextBatch(additions); batch > 0; batch = context.nextBatch(additions)) {
    for (let i = 0; i < batch; i++) own[0]++
  }
}
