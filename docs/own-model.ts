/**
 * A model of your own: which interleavings has it, and what can come of them?
 *
 *   npx interleave explore docs/own-model.ts --variant check-first
 *   npx interleave explore docs/own-model.ts --variant under-lock --set clerks=3 --json
 *
 * A file exports `model`. Its variants are programs of the same work, done in different ways: what each worker does, and
 * what the end means. A statement is a step (load, store, rmw, compareExchange, until, acquire, release, tryAcquire,
 * acquireFor, wait, notifyOne, notifyAll) or local work (set, when, whileTrue, repeat, assert), which nobody can interrupt.
 * `grades` says what each end means: acceptable, interesting (what a variant is there to show) or forbidden; what has no
 * grade is forbidden, `deadlock` and `stall` included.
 */
import { defineModel, type StepProgram } from 'interleave/model'
import { count } from 'interleave/params'
import { acquire, at, load, release, store, when, type Statement } from 'interleave/steps'
import { lock, register, several, word } from 'interleave/values'

/** One seat is left, and each clerk has a customer for it. */
const free = word('free seats', 1)
const sold = word('seats sold')
const counter = lock('counter')
const seen = register('seen')

const sell = [
  at('if (free > 0) {', load(seen, free)),
  when(seen.isAbove(0), [
    at('free = free - 1', load(seen, free), store(free, seen.minus(1))),
    at('sold = sold + 1', load(seen, sold), store(sold, seen.plus(1))),
  ]),
]

function clerks(number: number, work: readonly Statement[]): StepProgram {
  return {
    workers: several(number, () => work),
    outcomes: [
      { name: 'sold once', when: sold.equals(1).and(free.equals(0)) },
      { name: 'sold more than once', when: sold.isAbove(1) },
    ],
    otherwise: 'miscounted',
  }
}

export const model = defineModel({
  params: { clerks: count({ min: 1, max: 4, default: 2, help: 'that sell at the same time' }) },
  grades: { 'sold once': 'acceptable', 'sold more than once': 'interesting', miscounted: 'interesting' },
  variants: {
    checkFirst: ({ clerks: number }) => clerks(number, sell),
    underLock: ({ clerks: number }) =>
      clerks(number, [at('counter.acquire()', acquire(counter)), ...sell, at('counter.release()', release(counter))]),
  },
})
