import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { lock, register, several, word, type Value } from '../kit/step-values.ts'
import { acquire, at, load, release, repeat, rmw, set, store, when, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 4, default: 2, help: 'each holds a reference to the object, and lets go of it' }),
  uses: count({
    min: 0,
    max: 3,
    default: 0,
    unit: 'uses',
    help: 'further references that each takes and drops before',
  }),
} as const

type Sizes = { readonly workers: number; readonly uses: number }

const frees = word('frees')
const usedAfterFree = word('used after free')
const seen = register('seen')
const freed = register('freed')
const gate = lock('gate')

/** One object, and what the workers of double-free do with its reference count. */
export const model = defineModel({
  params,
  variants: {
    plain: sizes =>
      users(sizes, counts => {
        const drop = [
          at('counts[i] = at(counts, i) - 1', load(seen, counts), store(counts, seen.minus(1))),
          at('if (at(counts, i) === 0) Atomics.add(frees, i, 1)', load(seen, counts), ...freeIf(seen.equals(0))),
        ]
        return {
          take: [at('counts[i] = at(counts, i) + 1', load(seen, counts), store(counts, seen.plus(1)))],
          drop,
        }
      }),

    atomicDecrement: sizes =>
      users(sizes, counts => ({
        take: [at('Atomics.add(counts, i, 1)', rmw(counts, counts.plus(1)))],
        drop: [
          at(
            'if (Atomics.sub(counts, i, 1) === 1) Atomics.add(frees, i, 1)',
            rmw(counts, counts.minus(1), seen),
            ...freeIf(seen.equals(1)),
          ),
        ],
      })),

    bigLock: sizes =>
      users(sizes, counts => {
        const change = (by: Value): readonly Statement[] => [
          at('gate.acquire()', acquire(gate)),
          at('counts[i] = at(counts, i) + by', load(seen, counts), store(counts, seen.plus(by))),
          at('if (at(counts, i) === 0) Atomics.add(frees, i, 1)', load(seen, counts), ...freeIf(seen.equals(0))),
          at('gate.release()', release(gate)),
        ]
        return { take: change(1), drop: change(-1) }
      }),
  },
})

function freeIf(isLast: ReturnType<typeof seen.equals>): readonly Statement[] {
  return [when(isLast, [rmw(frees, frees.plus(1))])]
}

/** A reference is held: nobody may have freed the object. */
const touch = [
  at('if (Atomics.load(frees, i) !== 0) late[0]++', load(freed, frees)),
  when(freed, [set(usedAfterFree, 1)]),
]

interface Counting {
  readonly take: readonly Statement[]
  readonly drop: readonly Statement[]
}

function users({ workers, uses }: Sizes, counting: (counts: ReturnType<typeof word>) => Counting): StepProgram {
  const { take, drop } = counting(word('count', workers))
  return {
    workers: several(workers, () => [repeat(uses, ...take, ...touch, ...drop), ...touch, ...drop]),
    outcomes: [{ name: 'freed-once', when: frees.equals(1).and(usedAfterFree.not()) }],
    otherwise: 'miscounted',
  }
}
