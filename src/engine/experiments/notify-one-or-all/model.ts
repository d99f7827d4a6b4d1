import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { condition, lock, register, several, word, type Condition } from '../kit/step-values.ts'
import {
  acquire,
  at,
  load,
  notifyAll,
  notifyOne,
  release,
  repeat,
  store,
  wait,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  customers: count({ min: 1, max: 4, default: 2, help: 'that wait to be called' }),
  visits: count({ min: 1, max: 3, default: 1, unit: 'visits', help: 'visits of each customer' }),
} as const

type Sizes = { readonly customers: number; readonly visits: number }

const NOBODY = 0

const gate = lock('gate')
const desk = condition('desk')
const number = word('number')
const seen = register('seen')

/** A caller and its customers; it calls them in turn, not in an order that the seed picks. */
export const model = defineModel({
  params,
  variants: {
    notifyOne: sizes => {
      const hall = condition('hall')
      return hallOf(sizes, () => hall, [at('hall.notifyOne()', notifyOne(hall))])
    },

    notifyAll: sizes => {
      const hall = condition('hall')
      return hallOf(sizes, () => hall, [at('hall.notifyAll()', notifyAll(hall))])
    },

    ownCondition: sizes => {
      const places = several(sizes.customers, customer => condition(`place ${String(customer + 1)}`))
      return hallOf(sizes, customer => places[customer - 1] ?? desk, null)
    },
  },
})

/** @param wake null = the one who is called, at its own place */
function hallOf(
  { customers, visits }: Sizes,
  placeOf: (customer: number) => Condition,
  wake: readonly Statement[] | null,
): StepProgram {
  const lookForNobody = at('while (number[0] !== NOBODY) desk.wait()', load(seen, number))
  const call = (customer: number): readonly Statement[] => [
    at('gate.acquire()', acquire(gate)),
    at('number[0] = customer', store(number, customer)),
    ...(wake ?? [at('places[customer]?.notifyOne()', notifyOne(placeOf(customer)))]),
    lookForNobody,
    whileTrue(
      seen.differsFrom(NOBODY),
      at('while (number[0] !== NOBODY) desk.wait()', wait(desk, gate)),
      lookForNobody,
    ),
    at('gate.release()', release(gate)),
  ]
  const look = at('while (number[0] !== context.worker) {', load(seen, number))
  const visit = (customer: number): readonly Statement[] => [
    at('gate.acquire()', acquire(gate)),
    look,
    whileTrue(seen.differsFrom(customer), at('place.wait()', wait(placeOf(customer), gate)), look),
    at('number[0] = NOBODY', store(number, NOBODY)),
    at('desk.notifyOne()', notifyOne(desk)),
    at('gate.release()', release(gate)),
  ]
  const all = several(customers, index => index + 1)
  return {
    workers: [[repeat(visits, ...all.flatMap(call))], ...all.map(customer => [repeat(visits, ...visit(customer))])],
    outcomes: [],
    otherwise: 'all-served',
  }
}
