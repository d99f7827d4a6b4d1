import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { permits, several, word, type Permits } from '../kit/step-values.ts'
import { acquire, at, release, rmw, set, when, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 4, default: 2, help: 'that use the pool' }),
  permits: count({ min: 1, max: 4, default: 1, unit: 'permits', help: 'in the pool' }),
  uses: count({ min: 1, max: 5, default: 2, unit: 'uses', help: 'uses of each worker; the first of them fails' }),
} as const

type Sizes = Readonly<Record<'workers' | 'permits' | 'uses', number>>

const taken = word('taken')
const returned = word('returned')
const inside = word('inside')
const most = word('most inside')

const work = [
  at(
    'enter(words.witness, context.worker)',
    rmw(inside, inside.plus(1)),
    when(inside.isAbove(most), [set(most, inside)]),
  ),
  at('leave(words.witness)', rmw(inside, inside.minus(1))),
]

/** The users of a pool. What a use takes and returns is counted; a semaphore of the lab would refuse one permit too many. */
export const model = defineModel({
  params,
  variants: {
    bare: sizes => users(sizes, (pool, fails) => [take(pool), ...work, ...(fails ? [] : [giveBack(pool)])]),

    releasedTwice: sizes =>
      users(sizes, (pool, fails) => [take(pool), ...work, ...(fails ? [giveBack(pool)] : []), giveBack(pool)]),

    tryFinally: sizes => users(sizes, pool => [take(pool), ...work, giveBack(pool)]),

    token: sizes =>
      users(sizes, (pool, fails) => [
        take(pool, 'using permit = locking(pool)'),
        ...work,
        giveBack(pool, fails ? 'using permit = locking(pool)' : 'permit.unlock()'),
      ]),
  },
})

function take(pool: Permits, line = 'pool.acquire()'): Statement {
  return at(line, acquire(pool), set(taken, taken.plus(1)))
}

function giveBack(pool: Permits, line = 'pool.release()'): Statement {
  return at(line, release(pool), set(returned, returned.plus(1)))
}

function users(
  { workers, uses, ...sizes }: Sizes,
  use: (pool: Permits, fails: boolean) => readonly Statement[],
): StepProgram {
  const pool = permits('pool', sizes.permits)
  return {
    workers: several(workers, () => several(uses, nth => use(pool, nth === 0)).flat()),
    outcomes: [
      { name: 'all-back', when: taken.equals(returned).and(most.isAbove(sizes.permits).not()) },
      { name: 'leaked', when: returned.isBelow(taken) },
      { name: 'too-many-inside', when: most.isAbove(sizes.permits) },
    ],
    otherwise: 'returned-too-many',
  }
}
