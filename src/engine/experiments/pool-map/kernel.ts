import type { Kernel } from '../kit/define-experiment.ts'
import type { memory, params } from './experiment.ts'
import { Mapping } from './mapping.ts'
import { addUpHere } from './serial.ts'

type Caller = Kernel<typeof memory, typeof params>

/** One sum after the other, in a loop. */
export const serial: Caller = (words, knobs, context) => {
  addUpHere(words, knobs, context)
}

/** Hands all tasks to threads, then waits for the results. */
export const threads: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor('threads', knobs.workers)
  await new Mapping(words, knobs, context, pool).run()
}

/** The same program, with one word changed. */
export const processes: Caller = async (words, knobs, context) => {
  await using pool = await context.outside.executor('processes', knobs.workers)
  await new Mapping(words, knobs, context, pool).run()
}
