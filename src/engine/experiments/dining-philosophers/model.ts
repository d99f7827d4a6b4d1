import { count } from '../kit/params.ts'
import { giveBothBack, stepDesk, takeBoth } from '../kit/step-both-at-once.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import {
  condition,
  every,
  lock,
  permits,
  several,
  words,
  wordsHolding,
  type Lock,
  type Words,
} from '../kit/step-values.ts'
import {
  acquire,
  assert,
  at,
  notifyOne,
  release,
  repeat,
  set,
  wait,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  philosophers: count({ min: 2, max: 8, default: 3, unit: 'philosophers', help: 'at the round table' }),
  meals: count({ min: 1, max: 10, default: 1, unit: 'meals', help: 'meals of each philosopher' }),
} as const

type Sizes = { readonly philosophers: number; readonly meals: number }

/** What the philosophers do, but for pauses and for the rendezvous that makes the deadlock certain on real threads. */
export const model = defineModel({
  params,
  variants: {
    naive: sizes => {
      const table = tableOf(sizes)
      return seated(table, me => [
        at('using _left = left.lock()', acquire(table.left(me))),
        at('using _right = right.lock()', acquire(table.right(me)), table.eat(me)),
        at('using _right = right.lock()', release(table.right(me))),
        at('using _left = left.lock()', release(table.left(me))),
      ])
    },

    ordered: sizes => {
      const table = tableOf(sizes)
      const isLast = (me: number): boolean => me === sizes.philosophers - 1
      return seated(table, me => {
        const [lower, higher] = isLast(me) ? [table.right(me), table.left(me)] : [table.left(me), table.right(me)]
        return [
          at('using _lower = lower.lock()', acquire(lower)),
          at('using _higher = higher.lock()', acquire(higher), table.eat(me)),
          at('using _higher = higher.lock()', release(higher)),
          at('using _lower = lower.lock()', release(lower)),
        ]
      })
    },

    arbitrator: sizes => {
      const table = tableOf(sizes)
      const waiter = stepDesk(sizes.philosophers)
      return seated(table, me => [
        ...takeBoth(waiter, me, table.next(me)),
        at('using _left = left.lock()', acquire(table.left(me))),
        at('using _right = right.lock()', acquire(table.right(me)), table.eat(me)),
        at('using _right = right.lock()', release(table.right(me))),
        at('using _left = left.lock()', release(table.left(me))),
        ...giveBothBack(waiter, me, table.next(me)),
      ])
    },

    chandyMisra: sizes => travellingForks(sizes),

    seats: sizes => {
      const table = tableOf(sizes)
      const chairs = permits('seats', sizes.philosophers - 1)
      return seated(table, me => [
        at('using _seat = chairs.lock()', acquire(chairs)),
        at('using _left = left.lock()', acquire(table.left(me))),
        at('using _right = right.lock()', acquire(table.right(me)), table.eat(me)),
        at('using _right = right.lock()', release(table.right(me))),
        at('using _left = left.lock()', release(table.left(me))),
        at('using _seat = chairs.lock()', release(chairs)),
      ])
    },
  },
})

interface Table extends Sizes {
  readonly eaten: Words
  left(me: number): Lock
  right(me: number): Lock
  next(me: number): number
  before(me: number): number
  /** A meal, counted by who has it. */
  eat(me: number): Statement
}

function tableOf({ philosophers, meals }: Sizes): Table {
  const forks = several(philosophers, fork => lock(`fork ${String(fork + 1)}`))
  const eaten = words('meals', philosophers)
  const next = (me: number): number => (me + 1) % philosophers
  const forkAt = (place: number): Lock => forks[place] ?? lock('no fork')
  return {
    philosophers,
    meals,
    eaten,
    next,
    before: me => (me + philosophers - 1) % philosophers,
    left: forkAt,
    right: me => forkAt(next(me)),
    eat: me => set(eaten.at(me), eaten.at(me).plus(1)),
  }
}

function seated({ philosophers, meals, eaten }: Table, meal: (me: number) => readonly Statement[]): StepProgram {
  return {
    workers: several(philosophers, me => [repeat(meals, ...meal(me))]),
    outcomes: [{ name: 'everybody-ate', when: every(several(philosophers, me => eaten.at(me).equals(meals))) }],
    otherwise: 'somebody-did-not-eat',
  }
}

/**
 * The forks are words under the table's lock: what is done with them there is one step with its acquire. Hence the witness,
 * which forks that are locks do not need: of two neighbours that eat at once one sees the other.
 */
function travellingForks(sizes: Sizes): StepProgram {
  const { philosophers } = sizes
  const plates = tableOf(sizes)
  const table = lock('table')
  const came = several(philosophers, me => condition(`fork came ${me + 1}`))
  const owner = wordsHolding(
    'owner',
    several(philosophers, fork => Math.min(fork, plates.before(fork))),
  )
  const dirty = wordsHolding(
    'dirty',
    several(philosophers, () => 1),
  )
  const wanted = words('wanted', philosophers)
  const eats = words('eats', philosophers)
  const forksOf = (me: number) => [
    { fork: me, neighbour: plates.before(me) },
    { fork: plates.next(me), neighbour: plates.next(me) },
  ]
  const cameTo = (me: number) => came[me] ?? condition('nowhere')
  const pass = (fork: number, to: number): readonly Statement[] => [
    set(owner.at(fork), to),
    set(dirty.at(fork), 0),
    set(wanted.at(fork), 0),
    at('this.#came[to]?.notifyOne()', notifyOne(cameTo(to))),
  ]
  const ask = (me: number): readonly Statement[] =>
    forksOf(me).map(({ fork, neighbour }) =>
      when(owner.at(fork).differsFrom(me), [
        when(
          dirty.at(fork).not().or(eats.at(neighbour)),
          [set(wanted.at(fork), 1)],
          [...pass(fork, me), at('this.#came[neighbour]?.notifyOne()', notifyOne(cameTo(neighbour)))],
        ),
      ]),
    )
  const lacksOne = (me: number) => forksOf(me).map(({ fork }) => owner.at(fork).differsFrom(me))
  const eating = words('eating', philosophers)
  const beginToEat = (me: number): readonly Statement[] => [
    set(eating.at(me), 1),
    assert(
      eating
        .at(plates.before(me))
        .or(eating.at(plates.next(me)))
        .not(),
      'neighbours-at-once',
    ),
  ]
  return seated(plates, me => [
    at('this.#table.hold(() => {', acquire(table)),
    ...ask(me),
    whileTrue(
      lacksOne(me).reduce((one, other) => one.or(other)),
      at('this.#came[this.#me]?.wait()', wait(cameTo(me), table)),
      ...ask(me),
    ),
    set(eats.at(me), 1),
    at('this.#table.hold(() => {', release(table), plates.eat(me), ...beginToEat(me)),
    at('this.#table.hold(() => {', acquire(table), set(eating.at(me), 0), set(eats.at(me), 0)),
    ...forksOf(me).flatMap(({ fork, neighbour }) => [
      set(dirty.at(fork), 1),
      when(wanted.at(fork), pass(fork, neighbour)),
    ]),
    at('this.#table.hold(() => {', release(table)),
  ])
}
