import { add } from '../../memory/atomics.ts'
import { i32, layout, perWorker, type Bound } from '../../memory/layout.ts'

/**
 * How many are inside at once. It rests on no word of the lock or semaphore that it judges: workers count themselves in
 * after they were let in, and out before they leave, so it never shows more than there are.
 */
export const concurrencyWitness = layout('concurrency-witness', {
  inside: i32({
    writers: 'who enters or leaves',
    access: 'atomic',
    ownLine: true,
    unit: 'workers',
    doc: 'workers inside',
  }),
  most: perWorker(
    i32({
      writers: 'the worker',
      access: 'single writer',
      unit: 'workers',
      doc: 'the most it ever saw inside, itself included',
    }),
  ),
})

type ConcurrencyWitness = Bound<typeof concurrencyWitness.fields>

/** @returns how many are inside now, this worker included */
export function enter({ inside, most }: ConcurrencyWitness, worker: number): number {
  const now = add(inside.cell, 1) + 1
  const own = most.of(worker).cell
  if (now > own[0]) own[0] = now
  return now
}

export function leave({ inside }: ConcurrencyWitness): void {
  add(inside.cell, -1)
}

/** The most that were ever inside at once. */
export function mostInside({ most }: ConcurrencyWitness, workers: number): number {
  return Math.max(0, ...most.first(workers).map(own => own.load()))
}
