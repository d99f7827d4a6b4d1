import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { lock, register, several, sumOf, word, words, type Expression } from '../kit/step-values.ts'
import { acquire, at, load, release, repeat, rmw, store, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 6, default: 2, help: 'that add at the same time' }),
  additions: count({ min: 1, max: 1_000, default: 3, unit: 'additions', help: 'additions of each worker' }),
} as const

type Sizes = { readonly workers: number; readonly additions: number }

const total = word('total')
const seen = register('seen')
const gate = lock('gate')

/** What the workers of lost-update do, as the kernels have it, without the amplifier. */
export const model = defineModel({
  params,
  variants: {
    plainIncrement: sizes => adders(sizes, [at('total[0]++', load(seen, total), store(total, seen.plus(1)))]),

    plainReadWrite: sizes =>
      adders(sizes, [
        at('const seen = total[0]', load(seen, total)),
        at('total[0] = seen + 1', store(total, seen.plus(1))),
      ]),

    atomicLoadStore: sizes =>
      adders(sizes, [
        at('const seen = Atomics.load(total, 0)', load(seen, total)),
        at('Atomics.store(total, 0, seen + 1)', store(total, seen.plus(1))),
      ]),

    atomicAdd: sizes => adders(sizes, [at('addRepeatedly(address, 1, times)', rmw(total, total.plus(1)))]),

    mutex: sizes =>
      adders(sizes, [
        at('gate.acquire()', acquire(gate)),
        at('total[0]++', load(seen, total), store(total, seen.plus(1))),
        at('gate.release()', release(gate)),
      ]),

    perWorkerSum: ({ workers, additions }) => {
      const sums = words('sums', workers)
      const all = several(workers, worker => sums.at(worker))
      return {
        workers: all.map(own => [repeat(additions, at('own[0]++', load(seen, own), store(own, seen.plus(1))))]),
        ...endsOf(sumOf(all), workers * additions),
      }
    },
  },
})

function adders({ workers, additions }: Sizes, addition: readonly Statement[]): StepProgram {
  return {
    workers: several(workers, () => [repeat(additions, ...addition)]),
    ...endsOf(total, workers * additions),
  }
}

function endsOf(counted: Expression, expected: number): Omit<StepProgram, 'workers'> {
  return { outcomes: [{ name: 'exact', when: counted.equals(expected) }], otherwise: 'lost', value: counted }
}
