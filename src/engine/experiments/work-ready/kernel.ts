import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Event } from '../../sync/event.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Worker = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Worker>[1]

/**
 * Prepares one piece after the other, each in a time of its own.
 * @param hand announces it; `acknowledge` waits until so many passes have been acknowledged
 */
function prepareAll(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  hand: (round: number, acknowledge: (passes: number) => void) => void,
): void {
  const acknowledged = new Semaphore(words.acknowledged, context)
  const desk = new Pause(words.desk, context)
  const chance = new Prng(context.seed)
  const acknowledge = (passes: number): void => {
    for (let i = 0; i < passes; i++) acknowledged.acquire()
  }
  let round = 0
  const prepareOne = (): void => {
    round += 1
    desk.forMicros(1 + chance.nextBelow(knobs.prepareMicros))
    hand(round, acknowledge)
  }
  context.repeat(knobs.rounds, prepareOne, 1)
}

/** The work is there: what waiters may pass for, and when it was said. */
function publish(words: Words, prepared: number, context: RoleContext): void {
  Atomics.store(words.prepared.cell, 0, prepared)
  words.setAtNanos.value = context.nowNanos()
}

/**
 * Waits for one piece after the other, and looks whether it is there.
 * @param isThere whether what this pass is for has been prepared
 */
function passAll(
  words: Words,
  { rounds }: Knobs,
  context: RoleContext,
  wait: (round: number) => void,
  isThere: (round: number) => boolean,
): void {
  const acknowledged = new Semaphore(words.acknowledged, context)
  const { passes, early, latencyNanos } = words.waiters.of(context.worker)
  let round = 0
  const awaitRound = (): void => {
    wait(round)
  }
  const passOnce = (): void => {
    round += 1
    bookWait(context, awaitRound)
    if (isThere(round)) latencyNanos.value += Math.max(0, context.nowNanos() - words.setAtNanos.value)
    else early.cell[0]++
    passes.cell[0]++
    acknowledged.release()
  }
  context.repeat(rounds, passOnce, 1)
}

/** Whether as many pieces are prepared as this waiter has waited for. */
function preparedFor(words: Words): (round: number) => boolean {
  return round => Atomics.load(words.prepared.cell, 0) >= round
}

/** It mostly takes about so long. */
export const sleepAndHope: Worker = (words, knobs, context) => {
  if (context.worker === 0) {
    prepareAll(words, knobs, context, (round, acknowledge) => {
      publish(words, round, context)
      acknowledge(knobs.workers - 1)
    })
    return
  }
  const desk = new Pause(words.desk, context)
  const wait = (): void => {
    desk.forMicros(1 + knobs.prepareMicros / 2)
  }
  passAll(words, knobs, context, wait, preparedFor(words))
}

/** Who has passed and is round again before the reset finds the event still set. */
export const lateReset: Worker = (words, knobs, context) => {
  const ready = new Event(words.even, context)
  if (context.worker === 0) {
    prepareAll(words, knobs, context, (round, acknowledge) => {
      publish(words, round, context)
      ready.set()
      acknowledge(knobs.workers - 1)
      ready.reset()
    })
    return
  }
  const wait = (): void => {
    ready.wait()
  }
  passAll(words, knobs, context, wait, preparedFor(words))
}

/** When all have passed one event, nobody can be at the other: it is reset then, and set later. */
export const manualReset: Worker = (words, knobs, context) => {
  const even = new Event(words.even, context)
  const odd = new Event(words.odd, context)
  if (context.worker === 0) {
    prepareAll(words, knobs, context, (round, acknowledge) => {
      const [now, next] = round % 2 === 0 ? [even, odd] : [odd, even]
      next.reset()
      publish(words, round, context)
      now.set()
      acknowledge(knobs.workers - 1)
    })
    return
  }
  const wait = (round: number): void => {
    if (round % 2 === 0) even.wait()
    else odd.wait()
  }
  passAll(words, knobs, context, wait, preparedFor(words))
}

/** A signal for each: whoever takes it resets the event by taking it. The next one is given when that one has passed. */
export const autoReset: Worker = (words, knobs, context) => {
  const { prepared, passed } = words
  const signal = new Event(words.signal, context)
  if (context.worker === 0) {
    prepareAll(words, knobs, context, (_round, acknowledge) => {
      for (let waiter = 1; waiter < knobs.workers; waiter++) {
        publish(words, Atomics.load(prepared.cell, 0) + 1, context)
        signal.set()
        acknowledge(1)
      }
    })
    return
  }
  const wait = (): void => {
    signal.wait()
  }
  const isThere = (): boolean => Atomics.add(passed.cell, 0, 1) < Atomics.load(prepared.cell, 0)
  passAll(words, knobs, context, wait, isThere)
}
