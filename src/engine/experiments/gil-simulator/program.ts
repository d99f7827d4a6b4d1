import * as atomics from '../../memory/atomics.ts'
import type { Bound } from '../../memory/layout.ts'
import { aloneAndTogether } from '../kit/alone-and-together.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import type { Door } from '../kit/gil.ts'
import type { Values } from '../kit/params.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SimulatedThread } from '../kit/simulated-thread.ts'
import { ANSWER_SLICES, LATENCY_UNIT_NANOS, slicesPerRound, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Knobs = Values<typeof params>

/** The same work for T1 alone and for all of them. */
export function computeInRounds(words: Words, knobs: Knobs, context: RoleContext, door: Door): void {
  const thread = new SimulatedThread(words.interpreter, context, door)
  const slices = slicesPerRound(knobs)
  aloneAndTogether(words.rounds, knobs.workers, context, () => {
    thread.compute(slices)
  })
}

/** T1 does the I/O, the others compute until it has answered everything. */
export function computeBesideIo(words: Words, knobs: Knobs, context: RoleContext, door: Door): void {
  const thread = new SimulatedThread(words.interpreter, context, door)
  const isOver = words.isOver.cell
  const begun = words.begun.cell
  if (context.worker === 0) {
    // Before all of them compute there is nothing that an answer would have to wait for.
    if (awaitAtLeast(begun, knobs.workers - 1, context)) answer(words, knobs, context, thread)
    atomics.store(isOver, 1)
    return
  }
  let isFirst = true
  thread.computeWhile(() => {
    if (isFirst) atomics.add(begun, 1)
    isFirst = false
    return atomics.load(isOver) === 0
  })
}

/** What T1 does: wait, as for a file or a socket, then compute an answer, which takes some microseconds. */
function answer(words: Words, { requests, ioMicros }: Knobs, context: RoleContext, thread: SimulatedThread): void {
  const disk = new Pause(words.disk, context)
  const { items } = words.latencies
  for (let request = 0; request < requests && !context.stopRequested(); request++) {
    disk.forMicros(ioMicros)
    const ready = context.nowNanos()
    thread.compute(ANSWER_SLICES)
    const latency = context.nowNanos() - ready
    items[request] = latency / LATENCY_UNIT_NANOS
    if (context.probing) context.waited(latency)
  }
}
