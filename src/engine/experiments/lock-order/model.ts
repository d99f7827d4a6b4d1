import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { ask, leaveOwner, serving, stepOwner } from '../kit/step-owner.ts'
import { lock, register, several, word, type Lock } from '../kit/step-values.ts'
import {
  acquire,
  acquireFor,
  at,
  release,
  repeat,
  set,
  tryAcquire,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  workers: count({ min: 2, max: 6, default: 2, help: 'every second one takes the locks the other way round' }),
  transfers: count({ min: 1, max: 20, default: 1, unit: 'transfers', help: 'transfers of each worker' }),
} as const

type Sizes = { readonly workers: number; readonly transfers: number }

const left = lock('left')
const right = lock('right')
const leftBalance = word('left balance')
const rightBalance = word('right balance')
const succeeded = register('succeeded')
const moved = register('moved')
const answer = register('answer')

const isLeftFirst = (worker: number): boolean => worker % 2 === 0

/** What the workers of lock-order do, but for pauses: balances change under both locks, or by their owner alone. */
export const model = defineModel({
  params,
  variants: {
    naive: sizes =>
      movers(sizes, worker => {
        const [first, second] = inItsOrder(worker)
        return [
          at('using _first = first.lock()', acquire(first)),
          at('using _second = second.lock()', acquire(second), ...move(worker)),
          at('using _second = second.lock()', release(second)),
          at('using _first = first.lock()', release(first)),
        ]
      }),

    globalOrder: sizes =>
      movers(sizes, worker => [
        at('using _left = left.lock()', acquire(left)),
        at('using _right = right.lock()', acquire(right), ...move(worker)),
        at('using _right = right.lock()', release(right)),
        at('using _left = left.lock()', release(left)),
      ]),

    timeout: sizes =>
      movers(sizes, worker => {
        const [first, second] = inItsOrder(worker)
        return untilMoved(
          at('if (!first.acquireFor(limit)) return giveUp()', acquireFor(succeeded, first)),
          when(succeeded, [
            at('if (!second.acquireFor(limit)) return giveUp()', acquireFor(moved, second)),
            when(moved, [...move(worker), at('second.release()', release(second))]),
            at('first.release()', release(first)),
          ]),
        )
      }),

    tryLock: sizes =>
      movers(sizes, worker => {
        const [first, second] = inItsOrder(worker)
        return untilMoved(
          at('using _first = first.lock()', acquire(first)),
          at('if (!second.tryAcquire()) return false', tryAcquire(moved, second)),
          when(moved, [...move(worker), at('second.release()', release(second))]),
          at('using _first = first.lock()', release(first)),
        )
      }),

    queueOwner: ({ workers, transfers }) => {
      const desk = stepOwner(workers)
      const { begin, serve, serveUntilAllLeft } = serving(desk, (sender, answer) => [
        ...several(workers, client => when(sender.equals(client), move(client))),
        set(answer, 0),
      ])
      const owner = [begin, repeat(transfers, ...serve, ...move(0)), serveUntilAllLeft]
      const clientOf = (me: number): readonly Statement[] => [
        repeat(transfers, ask(desk, me, me, answer)),
        leaveOwner(desk),
      ]
      return { workers: several(workers, me => (me === 0 ? owner : clientOf(me))), ...ends(workers, transfers) }
    },
  },
})

function inItsOrder(worker: number): readonly [Lock, Lock] {
  return isLeftFirst(worker) ? [left, right] : [right, left]
}

/** Tries again, over and over. */
function untilMoved(...attempt: readonly Statement[]): readonly Statement[] {
  return [set(moved, 0), whileTrue(moved.not(), ...attempt)]
}

function move(worker: number): readonly Statement[] {
  const [from, to] = isLeftFirst(worker) ? [leftBalance, rightBalance] : [rightBalance, leftBalance]
  return [set(from, from.minus(1)), set(to, to.plus(1))]
}

function movers({ workers, transfers }: Sizes, transferOf: (worker: number) => readonly Statement[]): StepProgram {
  return {
    workers: several(workers, worker => [repeat(transfers, ...transferOf(worker))]),
    ...ends(workers, transfers),
  }
}

function ends(workers: number, transfers: number): Omit<StepProgram, 'workers'> {
  const balance = several(workers, worker => (isLeftFirst(worker) ? -transfers : transfers)).reduce((a, b) => a + b)
  return {
    outcomes: [{ name: 'all-moved', when: leftBalance.equals(balance).and(rightBalance.equals(-balance)) }],
    otherwise: 'wrong-sum',
  }
}
