import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { amplify } from '../kit/amplifier.ts'
import { awaitAtLeast } from '../kit/await-word.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Partner = Kernel<typeof memory, typeof params>

/** A sleeper waits for one signal after the other; its waker gives the next one as soon as it is about to be waited for. */
function inPairs(
  words: Words,
  signals: number,
  context: RoleContext,
  sleep: (signal: number) => void,
  wake: (signal: number) => void,
): void {
  const { flag, ready, heard, early } = pairOf(words, context)
  let signal = 0
  const sleepOnce = (): void => {
    signal += 1
    Atomics.store(ready.cell, 0, signal)
    bookWait(context, () => {
      sleep(signal)
    })
    if (Atomics.load(flag.cell, 0) < signal) early.cell[0]++
    heard.cell[0]++
  }
  const wakeOnce = (): void => {
    signal += 1
    if (awaitAtLeast(ready.cell, signal, context)) wake(signal)
  }
  context.repeat(signals, context.worker % 2 === 0 ? sleepOnce : wakeOnce, 1)
}

function pairOf(words: Words, { worker }: RoleContext) {
  return words.pairs.of(Math.floor(worker / 2))
}

/** Between the look and the wait the signal may be given; nobody waits then, so nobody is told. */
export const lookThenWait: Partner = (words, knobs, context) => {
  const pair = pairOf(words, context)
  const gate = new Mutex(pair.gate, context)
  const changed = new Condition(pair.changed, gate, context)
  const flag = pair.flag.cell
  const sleep = (signal: number): void => {
    if (Atomics.load(flag, 0) < signal) {
      amplify(knobs, context)
      gate.acquire()
      changed.wait()
      gate.release()
    }
  }
  const wake = (signal: number): void => {
    Atomics.store(flag, 0, signal)
    changed.notifyOne()
  }
  inPairs(words, knobs.signals, context, sleep, wake)
}

/** The sleeper does it right. A waker that does not ask for the lock gets between look and wait all the same. */
export const notifyWithoutLock: Partner = (words, knobs, context) => {
  const pair = pairOf(words, context)
  const gate = new Mutex(pair.gate, context)
  const changed = new Condition(pair.changed, gate, context)
  const flag = pair.flag.cell
  const sleep = (signal: number): void => {
    gate.acquire()
    while (Atomics.load(flag, 0) < signal) {
      amplify(knobs, context)
      changed.wait()
    }
    gate.release()
  }
  const wake = (signal: number): void => {
    Atomics.store(flag, 0, signal)
    changed.notifyOne()
  }
  inPairs(words, knobs.signals, context, sleep, wake)
}

/** The lock is released by the wait itself, when the sleeper is counted: there is no between. */
export const predicateUnderLock: Partner = (words, knobs, context) => {
  const pair = pairOf(words, context)
  const gate = new Mutex(pair.gate, context)
  const changed = new Condition(pair.changed, gate, context)
  const flag = pair.flag.cell
  const sleep = (signal: number): void => {
    gate.acquire()
    while (Atomics.load(flag, 0) < signal) {
      amplify(knobs, context)
      changed.wait()
    }
    gate.release()
  }
  const wake = (signal: number): void => {
    gate.acquire()
    Atomics.store(flag, 0, signal)
    changed.notifyOne()
    gate.release()
  }
  inPairs(words, knobs.signals, context, sleep, wake)
}

/** A permit that comes before the wait is still there when the wait comes. */
export const semaphore: Partner = (words, knobs, context) => {
  const pair = pairOf(words, context)
  const permits = new Semaphore(pair.signal, context)
  const flag = pair.flag.cell
  const sleep = (): void => {
    amplify(knobs, context)
    permits.acquire()
  }
  const wake = (signal: number): void => {
    Atomics.store(flag, 0, signal)
    permits.release()
  }
  inPairs(words, knobs.signals, context, sleep, wake)
}
