import { Word } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory, params } from './experiment.ts'

type Counter = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Counter>[1]

/** Each worker adds to the counter that nobody else touches, `stride` bytes from the next worker's. */
function countApart(stride: number, words: Bound<typeof memory.fields>, { access }: Knobs, context: RoleContext): void {
  const { buffer } = words.counters.items
  const counter = new Word(buffer, words.counters.address + context.worker * stride)
  const done = words.done.of(context.worker).cell
  const { addRepeatedly } = context.primitives
  const plain = (times: number): void => {
    for (let i = 0; i < times; i++) counter.cell[0]++
    done[0] += times
  }
  const atomic = (times: number): void => {
    addRepeatedly(counter.address, 1, times)
    done[0] += times
  }
  untilStopped(context, done, access === 'plain' ? plain : atomic, BATCH)
}

/** 32 counters on a line of 128 bytes. */
export const bytes4: Counter = (words, knobs, context) => {
  countApart(4, words, knobs, context)
}

export const bytes8: Counter = (words, knobs, context) => {
  countApart(8, words, knobs, context)
}

export const bytes16: Counter = (words, knobs, context) => {
  countApart(16, words, knobs, context)
}

export const bytes32: Counter = (words, knobs, context) => {
  countApart(32, words, knobs, context)
}

/** A line of its own for each counter, where lines have 64 bytes. */
export const bytes64: Counter = (words, knobs, context) => {
  countApart(64, words, knobs, context)
}

/** Also apart where lines have 128 bytes, or are fetched in pairs. */
export const bytes128: Counter = (words, knobs, context) => {
  countApart(128, words, knobs, context)
}

export const bytes256: Counter = (words, knobs, context) => {
  countApart(256, words, knobs, context)
}
