import { count } from '../kit/params.ts'
import { floorOf } from '../kit/lossy-counter.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { lock, register, several, word } from '../kit/step-values.ts'
import { acquire, at, load, release, repeat, rmw, store, type Statement } from '../kit/steps.ts'

const params = {
  tasks: count({ min: 1, max: 5, default: 2, unit: 'tasks', help: 'on one thread' }),
  additions: count({ min: 1, max: 100, default: 3, unit: 'additions', help: 'additions of each task' }),
} as const

type Sizes = { readonly tasks: number; readonly additions: number }

const total = word('total')
const seen = register('seen')
const gate = lock('gate')

/**
 * Tasks of one thread: what stands between two awaits is one step. Which task comes next is the event loop's to decide; the
 * model lets it be any of them.
 */
export const model = defineModel({
  params,
  variants: {
    noAwaitBetween: sizes => adders(sizes, [at('total[0] = seen + 1', rmw(total, total.plus(1)))]),

    awaitBetween: sizes =>
      adders(sizes, [
        at('const seen = total[0]', load(seen, total)),
        at('total[0] = seen + 1', store(total, seen.plus(1))),
      ]),

    asyncMutex: sizes =>
      adders(sizes, [
        at('await gate.acquire()', acquire(gate)),
        at('const seen = total[0]', load(seen, total)),
        at('total[0] = seen + 1', store(total, seen.plus(1))),
        at('gate.release()', release(gate)),
      ]),
  },
})

function adders({ tasks, additions }: Sizes, addOne: readonly Statement[]): StepProgram {
  const floor = floorOf(tasks, additions)
  return {
    workers: several(tasks, () => [repeat(additions, ...addOne)]),
    outcomes: [
      { name: 'exact', when: total.equals(tasks * additions) },
      { name: 'lost', when: total.isBelow(tasks * additions).and(total.isBelow(floor).not()) },
    ],
    otherwise: 'impossible',
    value: total,
  }
}
