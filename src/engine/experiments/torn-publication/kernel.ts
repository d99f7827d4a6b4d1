import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Publisher = Kernel<typeof memory, typeof params>
type Reader = ReturnType<Words['own']['of']>

const WRITER = 0

/** Nothing orders the two stores, nor the two loads, but the habits of compiler and processor. */
export const plain: Publisher = (words, { publications }, context) => {
  const publish = (data: I32Cell, flag: I32Cell, first: number, times: number): void => {
    for (let number = first; number < first + times; number++) {
      data[0] = number
      flag[0] = number
    }
  }
  const look = (data: I32Cell, flag: I32Cell, own: Reader, seen: number): number => {
    for (let i = 0; i < BATCH; i++) {
      const published = flag[0]
      const found = data[0]
      if (found < published) own.torn.cell[0]++
      if (published !== seen) own.fresh.cell[0]++
      seen = published
    }
    return seen
  }
  const { cell: data } = words.data
  const { cell: flag } = words.flag
  if (context.worker === WRITER) publishAll(publications, context, (first, times) => publish(data, flag, first, times))
  else readAll(words, publications, context, (own, seen) => look(data, flag, own, seen))
}

/** Who loads the flag that was stored sees what was written before the store: one word orders the other. */
export const atomic: Publisher = (words, { publications }, context) => {
  const publish = (data: I32Cell, flag: I32Cell, first: number, times: number): void => {
    for (let number = first; number < first + times; number++) {
      data[0] = number
      Atomics.store(flag, 0, number)
    }
  }
  const look = (data: I32Cell, flag: I32Cell, own: Reader, seen: number): number => {
    for (let i = 0; i < BATCH; i++) {
      const published = Atomics.load(flag, 0)
      const found = data[0]
      if (found < published) own.torn.cell[0]++
      if (published !== seen) own.fresh.cell[0]++
      seen = published
    }
    return seen
  }
  const { cell: data } = words.data
  const { cell: flag } = words.flag
  if (context.worker === WRITER) publishAll(publications, context, (first, times) => publish(data, flag, first, times))
  else readAll(words, publications, context, (own, seen) => look(data, flag, own, seen))
}

/** Publications have the numbers 1, 2, 3 … */
function publishAll(publications: number, context: RoleContext, publish: (first: number, times: number) => void): void {
  let next = 1
  context.repeat(publications, times => {
    publish(next, times)
    next += times
  })
}

/** @param look makes a batch of looks; returns the last flag seen */
function readAll(
  words: Words,
  publications: number,
  context: RoleContext,
  look: (own: Reader, seen: number) => number,
): void {
  const own = words.own.of(context.worker)
  for (let seen = 0; seen < publications && !context.stopRequested();) {
    seen = look(own, seen)
    own.looks.cell[0] += BATCH
  }
}
