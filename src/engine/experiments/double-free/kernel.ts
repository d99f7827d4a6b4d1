import { Prng } from '../../../base/prng.ts'
import type { Block, I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { AMPLIFIED_BATCH, amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Rendezvous } from '../kit/rendezvous.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type User = Kernel<typeof memory, typeof params>
type Knobs = Parameters<User>[1]
type Items = Block['items']

/** Objects between two meetings: few, so that workers stay at the same objects. */
const NEIGHBOURS = 256

/** A load, an addition and a store; then a look whether that was the last. Others may come between any of them. */
export const plain: User = (words, knobs, context) => {
  if (knobs.amplifier !== 'none') {
    plainWithGaps(words, knobs, context)
    return
  }
  const letGo = (counts: Items, frees: Items, late: I32Cell, uses: number, first: number, end: number): void => {
    for (let i = first; i < end; i++) {
      for (let use = 0; use < uses; use++) {
        counts[i] = at(counts, i) + 1
        touch(frees, i, late)
        counts[i] = at(counts, i) - 1
        if (at(counts, i) === 0) Atomics.add(frees, i, 1)
      }
      touch(frees, i, late)
      counts[i] = at(counts, i) - 1
      if (at(counts, i) === 0) Atomics.add(frees, i, 1)
    }
  }
  const { usedAfterFree } = words.own.of(context.worker)
  together(words, knobs, context, NEIGHBOURS, (first, end) => {
    letGo(words.counts.items, words.frees.items, usedAfterFree.cell, knobs.uses, first, end)
  })
}

function plainWithGaps(words: Words, knobs: Knobs, context: RoleContext): void {
  const counts = words.counts.items
  const frees = words.frees.items
  const { usedAfterFree } = words.own.of(context.worker)
  const chance = new Prng(context.seed)
  // Workers that stop in every gap keep in step, and then all make the same mistake.
  const gap = (): void => {
    if (chance.nextBelow(2) === 0) amplify(knobs, context)
  }
  const change = (i: number, by: number): void => {
    const seen = at(counts, i)
    gap()
    counts[i] = seen + by
  }
  const drop = (i: number): void => {
    change(i, -1)
    gap()
    if (at(counts, i) === 0) Atomics.add(frees, i, 1)
  }
  together(words, knobs, context, AMPLIFIED_BATCH, (first, end) => {
    for (let i = first; i < end; i++) {
      for (let use = 0; use < knobs.uses; use++) {
        change(i, 1)
        gap()
        touch(frees, i, usedAfterFree.cell)
        drop(i)
      }
      gap()
      touch(frees, i, usedAfterFree.cell)
      drop(i)
    }
  })
}

/** The step that takes the count from 1 to 0 knows it, and there is only one. */
export const atomicDecrement: User = (words, knobs, context) => {
  const letGo = (counts: Items, frees: Items, late: I32Cell, uses: number, first: number, end: number): void => {
    for (let i = first; i < end; i++) {
      for (let use = 0; use < uses; use++) {
        Atomics.add(counts, i, 1)
        touch(frees, i, late)
        if (Atomics.sub(counts, i, 1) === 1) Atomics.add(frees, i, 1)
      }
      touch(frees, i, late)
      if (Atomics.sub(counts, i, 1) === 1) Atomics.add(frees, i, 1)
    }
  }
  const { usedAfterFree } = words.own.of(context.worker)
  together(words, knobs, context, NEIGHBOURS, (first, end) => {
    letGo(words.counts.items, words.frees.items, usedAfterFree.cell, knobs.uses, first, end)
  })
}

/** The same plain steps, one worker at a time, whichever object it is about. */
export const bigLock: User = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const counts = words.counts.items
  const frees = words.frees.items
  const { usedAfterFree } = words.own.of(context.worker)
  const change = (i: number, by: number): void => {
    gate.acquire()
    counts[i] = at(counts, i) + by
    if (at(counts, i) === 0) Atomics.add(frees, i, 1)
    gate.release()
  }
  together(words, knobs, context, NEIGHBOURS, (first, end) => {
    for (let i = first; i < end; i++) {
      for (let use = 0; use < knobs.uses; use++) {
        change(i, 1)
        touch(frees, i, usedAfterFree.cell)
        change(i, -1)
      }
      touch(frees, i, usedAfterFree.cell)
      change(i, -1)
    }
  })
}

/** A reference is held: nobody may have freed the object. */
function touch(frees: Items, i: number, late: I32Cell): void {
  if (Atomics.load(frees, i) !== 0) late[0]++
}

function at(items: Items, i: number): number {
  return items[i] ?? 0
}

/** All workers go through the objects in the same order, and meet before each few of them. */
function together(
  words: Words,
  { objects, workers }: Knobs,
  context: RoleContext,
  few: number,
  letGo: (first: number, end: number) => void,
): void {
  const place = new Rendezvous(words.place, workers, context)
  let next = 0
  context.repeat(
    objects,
    times => {
      if (place.meet()) letGo(next, next + times)
      next += times
    },
    few,
  )
}
