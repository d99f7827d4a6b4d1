import { notify } from '../../memory/atomics.ts'
import type { Bound } from '../../memory/layout.ts'
import { Event } from '../../sync/event.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { LoopTicker } from '../kit/loop-ticker.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SpanNotes } from '../kit/span-notes.ts'
import { wordChanged } from '../kit/word-changed.ts'
import { LOOP, PIECE_NANOS, TICKS_AROUND, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Role = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Role>[1]

/** An answer that is there already. */
const READY = Promise.resolve()

/** Keeps this thread's core busy, a piece of a millisecond at a time. */
function compute(words: Words, context: RoleContext, pieces: number): void {
  const { pieces: done } = words.own.of(context.worker)
  const notes = new SpanNotes(words.computing, context)
  const note = notes.begin(context.worker, 0)
  for (let piece = 0; piece < pieces && !context.stopRequested(); piece++) {
    context.spin(PIECE_NANOS)
    done.cell[0]++
    context.setCompleted(done.cell[0])
  }
  notes.end(note)
}

/**
 * An event loop with a ticker and, at the turn of one of its ticks, something that computes. That is the other handler of
 * this turn, and comes first.
 */
async function besideTicker(
  words: Words,
  { periodMillis }: Knobs,
  context: RoleContext,
  block: () => Promise<void>,
): Promise<void> {
  const { pieces } = words.own.of(context.worker)
  const ticker = new LoopTicker(words.ticker, context, periodMillis * 1e6)
  let before = 0
  const tick = async (): Promise<void> => {
    await ticker.untilDue()
    ticker.serve()
    words.mostInGap.cell[0] = Math.max(words.mostInGap.cell[0], pieces.cell[0] - before)
    before = pieces.cell[0]
  }
  const computeAll = async (): Promise<void> => {
    const began = context.nowNanos()
    await block()
    words.blockNanos.value = context.nowNanos() - began
  }
  for (let n = 0; n < TICKS_AROUND; n++) await tick()
  await ticker.untilDue()
  const computing = computeAll()
  // A stop ends the ticker first; then nobody awaits this one.
  computing.catch(() => undefined)
  while (words.blockNanos.value === 0) await tick()
  for (let n = 0; n < TICKS_AROUND; n++) await tick()
  await computing
}

/** In one go: until it is over nothing else has a turn. */
export const blocking: Role = async (words, knobs, context) => {
  if (context.worker !== LOOP) return
  await besideTicker(words, knobs, context, async () => {
    compute(words, context, knobs.blockMillis)
    await READY
  })
}

/** In pieces, with an await after each, of an answer that is there already: its queue is served before any timer. */
export const awaiting: Role = async (words, knobs, context) => {
  if (context.worker !== LOOP) return
  await besideTicker(words, knobs, context, async () => {
    for (let done = 0; done < knobs.blockMillis; done += knobs.chunkMillis) {
      compute(words, context, Math.min(knobs.chunkMillis, knobs.blockMillis - done))
      await READY
    }
  })
}

/** In pieces, and after each one the loop makes a turn: whatever was due meanwhile comes. */
export const chunked: Role = async (words, knobs, context) => {
  if (context.worker !== LOOP) return
  await besideTicker(words, knobs, context, async () => {
    for (let done = 0; done < knobs.blockMillis; done += knobs.chunkMillis) {
      compute(words, context, Math.min(knobs.chunkMillis, knobs.blockMillis - done))
      await context.outside.sleep(0)
    }
  })
}

/** Elsewhere: the loop asks another thread, and awaits a word of memory that they share. */
export const worker: Role = async (words, knobs, context) => {
  const asked = new Event(words.asked, context)
  if (context.worker !== LOOP) {
    asked.wait()
    compute(words, context, knobs.blockMillis)
    words.answered.store(1)
    notify(words.answered.cell)
    return
  }
  await besideTicker(words, knobs, context, async () => {
    asked.set()
    await wordChanged(words.answered.cell, 0, context)
  })
}
