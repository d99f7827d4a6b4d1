import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'
import { tryAll } from './trials.ts'

type Caller = Kernel<typeof memory, typeof params>

/** Workers that are threads of this process. */
export const threads: Caller = async (words, _knobs, context) => {
  await using pool = await context.outside.executor('threads', 1)
  await tryAll(words, pool, cells => {
    context.setCompleted(cells)
  })
}

/** One word changed. */
export const processes: Caller = async (words, _knobs, context) => {
  await using pool = await context.outside.executor('processes', 1)
  await tryAll(words, pool, cells => {
    context.setCompleted(cells)
  })
}
