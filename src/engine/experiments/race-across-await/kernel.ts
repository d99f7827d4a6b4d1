import { AsyncMutex } from '../kit/async-mutex.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { SpanNotes } from '../kit/span-notes.ts'
import type { memory, params } from './experiment.ts'

type Adders = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Adders>[1]

/** An answer that is there already. To await it still means to go to the end of the queue. */
const READY = Promise.resolve()

/** All tasks on this one thread, each with its additions one after the other. */
async function addInTasks(knobs: Knobs, context: RoleContext, addOne: (task: number) => Promise<void>): Promise<void> {
  let added = 0
  const addAll = async (_: unknown, task: number): Promise<void> => {
    for (let i = 0; i < knobs.additions && !context.stopRequested(); i++) {
      await addOne(task)
      added += 1
      context.setCompleted(added)
    }
  }
  await Promise.all(Array.from({ length: knobs.tasks }, addAll))
}

/** Others get their turn before the read and after the write, never between the two. */
export const noAwaitBetween: Adders = async ({ total: { cell: total }, windows }, knobs, context) => {
  const notes = new SpanNotes(windows, context)
  await addInTasks(knobs, context, async task => {
    for (let turn = 0; turn < knobs.awaits; turn++) await READY
    const seen = total[0]
    const note = notes.begin(task, seen)
    total[0] = seen + 1
    notes.end(note)
  })
}

/** The same steps in another order: whoever is awaited, others run. */
export const awaitBetween: Adders = async ({ total: { cell: total }, windows }, knobs, context) => {
  const notes = new SpanNotes(windows, context)
  await addInTasks(knobs, context, async task => {
    const seen = total[0]
    const note = notes.begin(task, seen)
    for (let turn = 0; turn < knobs.awaits; turn++) await READY
    total[0] = seen + 1
    notes.end(note)
  })
}

/** Others run in between, too, but have to wait at the gate. */
export const asyncMutex: Adders = async ({ total: { cell: total }, windows }, knobs, context) => {
  const notes = new SpanNotes(windows, context)
  const gate = new AsyncMutex()
  await addInTasks(knobs, context, async task => {
    await gate.acquire()
    try {
      const seen = total[0]
      const note = notes.begin(task, seen)
      for (let turn = 0; turn < knobs.awaits; turn++) await READY
      total[0] = seen + 1
      notes.end(note)
    } finally {
      gate.release()
    }
  })
}
