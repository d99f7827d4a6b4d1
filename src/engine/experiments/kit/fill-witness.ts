import { add } from '../../memory/atomics.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'

/**
 * How full a buffer can be at most, and at least, judged from outside: it counts what its users have begun and finished,
 * and rests on no word of the buffer.
 *
 * Why it never accuses a sound buffer: `atMost` is raised after a put and lowered before a take, so it is never more than
 * what is inside; `atLeast` is raised before a put and lowered after a take, so it is never less.
 */
export const fillWitness = layout('fill-witness', {
  atMost: i32({
    writers: 'producers and consumers',
    access: 'atomic',
    ownLine: true,
    unit: 'items',
    doc: 'puts finished - takes begun: above the capacity, the buffer has overflown',
  }),
  atLeast: i32({
    writers: 'producers and consumers',
    access: 'atomic',
    ownLine: true,
    unit: 'items',
    doc: 'puts begun - takes finished: below 0, something was taken that had not been put in',
  }),
  overflows: i32({
    writers: 'producers',
    access: 'atomic',
    ownLine: true,
    doc: 'puts that found it above the capacity',
  }),
  underflows: i32({ writers: 'consumers', access: 'atomic', doc: 'takes that found it below 0' }),
})

type FillWitness = Bound<typeof fillWitness.fields>

export function putBegins({ atLeast }: FillWitness): void {
  add(atLeast.cell, 1)
}

export function putEnds({ atMost, overflows }: FillWitness, capacity: number): void {
  if (add(atMost.cell, 1) + 1 > capacity) add(overflows.cell, 1)
}

export function takeBegins({ atMost }: FillWitness): void {
  add(atMost.cell, -1)
}

export function takeEnds({ atLeast, underflows }: FillWitness): void {
  if (add(atLeast.cell, -1) - 1 < 0) add(underflows.cell, 1)
}
