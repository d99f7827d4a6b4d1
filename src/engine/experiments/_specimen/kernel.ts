import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'

type Voter = Kernel<typeof memory, typeof params>

/** Between the look and the write somebody else may have put theirs in. */
export const readThenWrite: Voter = (words, { ballots }, context) => {
  const box = words.box.cell
  context.repeat(ballots, times => {
    for (let i = 0; i < times; i++) Atomics.store(box, 0, Atomics.load(box, 0) + 1)
  })
}

/** Nobody can come between. */
export const atomicAdd: Voter = (words, { ballots }, context) => {
  const box = words.box.cell
  context.repeat(ballots, times => {
    for (let i = 0; i < times; i++) Atomics.add(box, 0, 1)
  })
}
