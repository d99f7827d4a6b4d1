import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Barrier } from '../../sync/barrier.ts'
import { Mutex } from '../../sync/mutex.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Party = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Party>[1]

/** Phase after phase: work, say so, meet, and look whether everybody has said so. */
function goThrough(words: Words, { workers, phases, workNanos }: Knobs, context: RoleContext, meet: () => void): void {
  const all = words.parties.first(workers).map(({ finished }) => finished.cell)
  const own = words.parties.of(context.worker)
  const chance = new Prng(context.seed)
  let phase = 0
  const goOn = (): void => {
    phase += 1
    if (workNanos > 0) context.spin(chance.nextBelow(workNanos))
    Atomics.store(own.finished.cell, 0, phase)
    bookWait(context, meet)
    if (context.stopRequested()) return
    for (const finished of all) {
      const ahead = phase + 1 - Atomics.load(finished, 0)
      if (ahead > own.skew.cell[0]) own.skew.cell[0] = ahead
    }
  }
  context.repeat(phases, goOn, 1)
}

/** The last one to come lets n through. A fast one that is round again takes the permit of one that still sleeps. */
export const oneTurnstile: Party = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const turnstile = new Semaphore(words.turnstile, context)
  const come = words.count.cell
  const meet = (): void => {
    gate.acquire()
    come[0]++
    if (come[0] === knobs.workers) {
      come[0] = 0
      for (let i = 0; i < knobs.workers; i++) turnstile.release()
    }
    gate.release()
    turnstile.acquire()
  }
  goThrough(words, knobs, context, meet)
  // Who is done leaves the door open: others may be left without a permit, and the trial is to show who ran ahead.
  const left = (knobs.workers - 1) * knobs.phases
  for (let i = 0; i < left && !context.stopRequested(); i++) turnstile.release()
}

/** The 0 stands until the next one comes. Who has not seen it by then never will. */
export const resetCounter: Party = (words, knobs, context) => {
  const come = words.count.cell
  const meet = (): void => {
    if (Atomics.add(come, 0, 1) + 1 === knobs.workers) {
      Atomics.store(come, 0, 0)
      return
    }
    while (Atomics.load(come, 0) !== 0 && !context.stopRequested()) context.yieldCore()
  }
  goThrough(words, knobs, context, meet)
}

/** Nobody comes round to the first turnstile before all are through it: the second one sees to that. */
export const twoTurnstiles: Party = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const turnstile = new Semaphore(words.turnstile, context)
  const exit = new Semaphore(words.exit, context)
  const come = words.count.cell
  const letAllThrough = (through: Semaphore): void => {
    for (let i = 0; i < knobs.workers; i++) through.release()
  }
  const meet = (): void => {
    gate.acquire()
    come[0]++
    if (come[0] === knobs.workers) letAllThrough(turnstile)
    gate.release()
    turnstile.acquire()

    gate.acquire()
    come[0]--
    if (come[0] === 0) letAllThrough(exit)
    gate.release()
    exit.acquire()
  }
  goThrough(words, knobs, context, meet)
}

/** Who waits compares the number of the meeting with the one it came to: it cannot miss the change, however late it looks. */
export const barrier: Party = (words, knobs, context) => {
  const meeting = new Barrier(words.barrier, context)
  const meet = (): void => {
    try {
      meeting.wait()
    } catch (thrown) {
      // Who is stopped in it breaks the barrier for the others: that is no finding.
      if (!context.stopRequested()) throw thrown
    }
  }
  goThrough(words, knobs, context, meet)
}
