import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { Desk } from './desk.ts'
import type { Knobs, memory, params } from './experiment.ts'
import { planOf, type Arrival } from './plan.ts'

type Words = Bound<typeof memory.fields>
type Caller = Kernel<typeof memory, typeof params>
/** What is done with an arrival that finds the queue full. */
type Policy = (desk: Desk, arrival: Arrival, number: number, nanos: number) => Promise<void> | void

/** Takes arrivals in, each at its time, and waits until all are served. */
async function keepOpen(words: Words, knobs: Knobs, context: RoleContext, whenFull: Policy): Promise<void> {
  await using pool = await context.outside.executor('threads', knobs.workers)
  const desk = new Desk(words, knobs, context, pool)
  const opened = context.nowNanos()
  words.openedNanos.value = opened
  const endCount = desk.count()
  for (const [number, arrival] of planOf(knobs, context.seed).entries()) {
    const early = arrival.atMillis - (context.nowNanos() - opened) / 1e6
    if (early > 0) await context.outside.sleep(early)
    if (context.stopRequested()) break
    const nanos = context.nowNanos()
    desk.arrive()
    if (desk.isFull) await whenFull(desk, arrival, number, nanos)
    else desk.submit(arrival, number, nanos)
  }
  await desk.untilServed()
  words.closedNanos.value = context.nowNanos()
  endCount()
}

/** Sends it away. */
export const reject: Caller = (words, knobs, context) =>
  keepOpen(words, knobs, context, (desk, _arrival, number, nanos) => {
    desk.reject(number, nanos)
  })

/** Makes it wait at the door, and with it all that come later. */
export const block: Caller = (words, knobs, context) =>
  keepOpen(words, knobs, context, async (desk, arrival, number, nanos) => {
    await desk.room()
    desk.submit(arrival, number, nanos)
  })

/** Makes whoever brought it do it. */
export const callerRuns: Caller = (words, knobs, context) =>
  keepOpen(words, knobs, context, (desk, arrival, number, nanos) => desk.serveHere(arrival, number, nanos))
