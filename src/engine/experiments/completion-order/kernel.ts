import type { Bound } from '../../memory/layout.ts'
import { asCompleted as byCompletion } from '../kit/executor.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Deliveries, waitsOf } from './deliveries.ts'
import type { memory, params } from './experiment.ts'
import { waits } from './tasks.ts'

type Caller = Kernel<typeof memory, typeof params>
export type Words = Bound<typeof memory.fields>

/** Asks for one result before it submits the next task: an executor, and nothing at the same time. */
export const oneByOne: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor(knobs.executor, knobs.workers)
  const deliveries = new Deliveries(words, context, pool)
  for (const wait of waitsOf(knobs, context.seed)) {
    deliveries.receive(await pool.submit(waits, wait).result)
  }
}

/** Submits all, then asks for each result in turn. */
export const submitAll: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor(knobs.executor, knobs.workers)
  const deliveries = new Deliveries(words, context, pool)
  const submitted = waitsOf(knobs, context.seed).map(wait => pool.submit(waits, wait))
  for (const { result } of submitted) deliveries.receive(await result)
}

/** The same in one word: results in the order of the items. */
export const map: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor(knobs.executor, knobs.workers)
  const deliveries = new Deliveries(words, context, pool)
  for await (const number of pool.map(waits, waitsOf(knobs, context.seed))) deliveries.receive(number)
}

/** Results as they come. */
export const asCompleted: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor(knobs.executor, knobs.workers)
  const deliveries = new Deliveries(words, context, pool)
  const submitted = waitsOf(knobs, context.seed).map(wait => pool.submit(waits, wait))
  for await (const { result } of byCompletion(submitted)) deliveries.receive(await result)
}
