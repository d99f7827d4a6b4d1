import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Visitor = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Visitor>[1]

/** Nobody's number. */
const NOBODY = 0

/** Calls every customer once per round, in an order of its own each time, and waits until the one called has come. */
function callAll(words: Words, knobs: Knobs, context: RoleContext, wake: (customer: number) => void): void {
  const gate = new Mutex(words.gate, context)
  const desk = new Condition(words.desk, gate, context)
  const number = words.number.cell
  const chance = new Prng(context.seed)
  const customers = Array.from({ length: knobs.workers - 1 }, (_, index) => index + 1)
  let order = customers
  let next = customers.length
  const callOne = (): void => {
    if (next === customers.length) {
      order = chance.shuffled(customers)
      next = 0
    }
    const customer = order[next] ?? NOBODY
    next += 1
    gate.acquire()
    number[0] = customer
    words.calls.cell[0]++
    wake(customer)
    while (number[0] !== NOBODY) desk.wait()
    gate.release()
  }
  context.repeat(customers.length * knobs.visits, callOne, 1)
}

/** Waits for the own number, again and again; every wake-up is followed by a look. */
function visit(words: Words, knobs: Knobs, context: RoleContext, place: Condition, gate: Mutex): void {
  const desk = new Condition(words.desk, gate, context)
  const number = words.number.cell
  const { served, wrong, inVain } = words.customers.of(context.worker)
  const untilCalled = (): void => {
    gate.acquire()
    while (number[0] !== context.worker) {
      place.wait()
      if (number[0] !== context.worker) inVain.cell[0]++
    }
  }
  const visitOnce = (): void => {
    bookWait(context, untilCalled)
    if (number[0] !== context.worker) wrong.cell[0]++
    served.cell[0]++
    number[0] = NOBODY
    desk.notifyOne()
    gate.release()
  }
  context.repeat(knobs.visits, visitOnce, 1)
}

/** Whoever wakes looks at the number, and mostly it is another's. */
export const notifyOne: Visitor = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const hall = new Condition(words.hall, gate, context)
  const wake = (): void => {
    hall.notifyOne()
  }
  if (context.worker === 0) callAll(words, knobs, context, wake)
  else visit(words, knobs, context, hall, gate)
}

/** Everybody looks, and the one called is among them. */
export const notifyAll: Visitor = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const hall = new Condition(words.hall, gate, context)
  const wake = (): void => {
    hall.notifyAll()
  }
  if (context.worker === 0) callAll(words, knobs, context, wake)
  else visit(words, knobs, context, hall, gate)
}

/** Only those who wait for the same thing wait in the same place: then one is enough. */
export const ownCondition: Visitor = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const placeOf = (customer: number): Condition => new Condition(words.customers.of(customer).own, gate, context)
  const places = Array.from({ length: knobs.workers }, (_, customer) => placeOf(customer))
  const wake = (customer: number): void => {
    places[customer]?.notifyOne()
  }
  if (context.worker === 0) callAll(words, knobs, context, wake)
  else visit(words, knobs, context, placeOf(context.worker), gate)
}
