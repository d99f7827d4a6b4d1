import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { condition, lock, permits, register, word } from '../kit/step-values.ts'
import {
  acquire,
  at,
  load,
  notifyOne,
  release,
  set,
  store,
  until,
  wait,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  signals: count({ min: 1, max: 5, default: 1, unit: 'signals', help: 'one after the other' }),
} as const

const ready = word('ready')
const flag = word('flag')
const early = word('early')
const gate = lock('gate')
const changed = condition('changed')
const seen = register('seen')

const SET_FLAG = 'Atomics.store(flag, 0, signal)'
const LOOK_UNDER_LOCK = 'while (Atomics.load(flag, 0) < signal) {'

/** A sleeper and its waker; the waker gives a signal once it is about to be waited for. */
export const model = defineModel({
  params,
  variants: {
    lookThenWait: sizes =>
      pair(
        sizes,
        signal => [
          at('if (Atomics.load(flag, 0) < signal) {', load(seen, flag)),
          when(seen.isBelow(signal), [
            at('gate.acquire()', acquire(gate)),
            at('changed.wait()', wait(changed, gate)),
            at('gate.release()', release(gate)),
          ]),
        ],
        signal => [at(SET_FLAG, store(flag, signal)), at('changed.notifyOne()', notifyOne(changed))],
      ),

    notifyWithoutLock: sizes =>
      pair(sizes, sleepUnderLock, signal => [
        at(SET_FLAG, store(flag, signal)),
        at('changed.notifyOne()', notifyOne(changed)),
      ]),

    predicateUnderLock: sizes =>
      pair(sizes, sleepUnderLock, signal => [
        at('gate.acquire()', acquire(gate)),
        at(SET_FLAG, store(flag, signal)),
        at('changed.notifyOne()', notifyOne(changed)),
        at('gate.release()', release(gate)),
      ]),

    semaphore: sizes => {
      const signalled = permits('signal', 0)
      return pair(
        sizes,
        () => [at('permits.acquire()', acquire(signalled))],
        signal => [at(SET_FLAG, store(flag, signal)), at('permits.release()', release(signalled))],
      )
    },
  },
})

function sleepUnderLock(signal: number): readonly Statement[] {
  const look = at(LOOK_UNDER_LOCK, load(seen, flag))
  return [
    at('gate.acquire()', acquire(gate)),
    look,
    whileTrue(seen.isBelow(signal), at('changed.wait()', wait(changed, gate)), look),
    at('gate.release()', release(gate)),
  ]
}

function pair(
  { signals }: { readonly signals: number },
  sleep: (signal: number) => readonly Statement[],
  wake: (signal: number) => readonly Statement[],
): StepProgram {
  const all = Array.from({ length: signals }, (_, nth) => nth + 1)
  return {
    workers: [
      all.flatMap(signal => [
        at('Atomics.store(ready.cell, 0, signal)', store(ready, signal)),
        ...sleep(signal),
        at('if (Atomics.load(flag.cell, 0) < signal) early.cell[0]++', load(seen, flag)),
        when(seen.isBelow(signal), [set(early, 1)]),
      ]),
      all.flatMap(signal => [
        at('if (awaitAtLeast(ready.cell, signal, context)) wake(signal)', until(ready.isBelow(signal).not())),
        ...wake(signal),
      ]),
    ],
    outcomes: [{ name: 'woken-early', when: early }],
    otherwise: 'all-woken',
  }
}
