import type { Bound } from '../../memory/layout.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { TaskContext } from '../kit/task.ts'
import { MEBIBYTE, TASKS, type Knobs, type memory } from './experiment.ts'
import { PAGE_BYTES } from './pages.ts'
import { sumOfRoots, sumWithPayload } from './tasks.ts'

type Words = Bound<typeof memory.fields>

/** Tasks that the caller does itself are given nothing. */
const HERE: TaskContext<unknown> = {
  kind: 'threads',
  shared: null,
  sleep: () => undefined,
  stopRequested: () => false,
}

/** Data with something in every page, so that reading it shows whether it is there. */
export function newPayload(mebibytes: number): ArrayBuffer {
  return filled(new ArrayBuffer(mebibytes * MEBIBYTE))
}

/** Sets the first byte of every page to 1. */
export function filled<B extends ArrayBufferLike>(buffer: B): B {
  const bytes = new Uint8Array(buffer)
  for (let at = 0; at < bytes.length; at += PAGE_BYTES) bytes[at] = 1
  return buffer
}

/** How long one task takes here, without anything around it: the median of three, for one may be interrupted. */
export function timeAlone({ size }: Knobs, context: RoleContext): number {
  const nanos = [1, 2, 3].map(() => {
    const began = context.nowNanos()
    sumOfRoots(HERE, 1, size)
    return context.nowNanos() - began
  })
  return nanos.toSorted((a, b) => a - b)[1] ?? 0
}

/** All tasks in a loop on the caller's own thread. */
export function addUpHere(words: Words, knobs: Knobs, context: RoleContext): void {
  const payload = newPayload(knobs.payload)
  const began = context.nowNanos()
  for (let task = 0; task < TASKS && !context.stopRequested(); task++) {
    const first = task * knobs.size + 1
    if (knobs.payload === 0) {
      words.sums.items[task] = sumOfRoots(HERE, first, knobs.size)
    } else {
      const { sum, pages } = sumWithPayload(HERE, first, knobs.size, payload)
      words.sums.items[task] = sum
      words.pages.items[task] = pages
    }
    context.setCompleted(task + 1)
  }
  words.wallNanos.value = context.nowNanos() - began
}
