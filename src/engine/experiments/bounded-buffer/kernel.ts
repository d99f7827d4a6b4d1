import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import { Ring } from '../../sync/ring.ts'
import { Semaphore } from '../../sync/semaphore.ts'
import { amplify } from '../kit/amplifier.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { putBegins, putEnds, takeBegins, takeEnds } from '../kit/fill-witness.ts'
import { receive, shareOf } from '../kit/item-witness.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { ringCapacity, roleOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Trader = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Trader>[1]

/** Few, because an operation may be a wait. */
const BATCH = 16

/** Each puts its share of the items in, or takes its share out. */
function trade(
  words: Words,
  knobs: Knobs,
  context: RoleContext,
  put: (item: number) => void,
  take: () => number,
): void {
  const { items, capacity } = knobs
  const { fill, witness } = words
  const { produces, rank, peers } = roleOf(context.worker, knobs)
  let next = rank + 1
  const putSome = (times: number): void => {
    for (let i = 0; i < times; i++) {
      putBegins(fill)
      put(next)
      putEnds(fill, capacity)
      next += peers
    }
  }
  const takeSome = (times: number): void => {
    for (let i = 0; i < times; i++) {
      takeBegins(fill)
      const item = take()
      takeEnds(fill)
      receive(witness, item, items, context)
    }
  }
  context.repeat(shareOf(items, peers, rank), produces ? putSome : takeSome, BATCH)
}

/** Dijkstra's way: a place is waited for before the mutex is taken, never while it is held. */
export const semaphores: Trader = (words, knobs, context) => {
  const { capacity } = knobs
  const free = new Semaphore(words.free, context)
  const filled = new Semaphore(words.filled, context)
  const gate = new Mutex(words.gate, context)
  const head = words.head.cell
  const tail = words.tail.cell
  const places = words.places.items
  const aPlace = (): void => {
    free.acquire()
  }
  const anItem = (): void => {
    filled.acquire()
  }
  const put = (item: number): void => {
    bookWait(context, aPlace)
    gate.acquire()
    places[tail[0]++ % capacity] = item
    gate.release()
    filled.release()
  }
  const take = (): number => {
    bookWait(context, anItem)
    gate.acquire()
    const item = places[head[0]++ % capacity] ?? 0
    gate.release()
    free.release()
    return item
  }
  trade(words, knobs, context, put, take)
}

/** Hoare's way: whoever finds it full or empty waits for a condition, which is looked at again after every wake-up. */
export const condition: Trader = (words, knobs, context) => {
  const { capacity } = knobs
  const gate = new Mutex(words.gate, context)
  const notFull = new Condition(words.notFull, gate, context)
  const notEmpty = new Condition(words.notEmpty, gate, context)
  const head = words.head.cell
  const tail = words.tail.cell
  const places = words.places.items
  const untilRoom = (): void => {
    gate.acquire()
    while (tail[0] - head[0] === capacity) notFull.wait()
  }
  const untilItem = (): void => {
    gate.acquire()
    while (tail[0] === head[0]) notEmpty.wait()
  }
  const put = (item: number): void => {
    bookWait(context, untilRoom)
    places[tail[0]++ % capacity] = item
    notEmpty.notifyOne()
    gate.release()
  }
  const take = (): number => {
    bookWait(context, untilItem)
    const item = places[head[0]++ % capacity] ?? 0
    notFull.notifyOne()
    gate.release()
    return item
  }
  trade(words, knobs, context, put, take)
}

/** Made for one at each end: where there are several, they take turns, and the two ends still never wait for each other. */
export const ring: Trader = (words, knobs, context) => {
  const buffer = new Ring(words.ring, context)
  const { produces, peers } = roleOf(context.worker, knobs)
  const end = new Mutex(produces ? words.pushGate : words.popGate, context)
  const passed = { item: 0 }
  const push = (): void => {
    buffer.push(passed.item)
  }
  const pop = (): void => {
    passed.item = buffer.pop()
  }
  const inTurn = (body: () => void): (() => void) => {
    return () => {
      end.hold(body)
    }
  }
  const pushAtEnd = peers === 1 ? push : inTurn(push)
  const popAtEnd = peers === 1 ? pop : inTurn(pop)
  const put = (item: number): void => {
    passed.item = item
    bookWait(context, pushAtEnd)
  }
  const take = (): number => {
    bookWait(context, popAtEnd)
    return passed.item
  }
  trade(words, knobs, context, put, take)
}

/**
 * Two producers read the same tail and write to the same place; the later store of the tail undoes the earlier. Nobody
 * blocks here, because items that are gone would be waited for in vain: who finds nobody left at the other end goes.
 */
export const sharedRing: Trader = (words, knobs, context) => {
  const { items, capacity } = knobs
  const { fill, witness } = words
  const { produces, rank, peers } = roleOf(context.worker, knobs)
  const others = knobs.workers - peers
  const size = ringCapacity(capacity)
  const head = words.head.cell
  const tail = words.tail.cell
  const places = words.places.items
  const left = produces ? words.consumersDone.cell : words.producersDone.cell
  const deserted = (): boolean => Atomics.load(left, 0) === others || context.stopRequested()

  const push = (item: number): boolean => {
    while (true) {
      const seen = Atomics.load(tail, 0)
      if (seen - Atomics.load(head, 0) < size) {
        places[seen % size] = item
        amplify(knobs, context)
        Atomics.store(tail, 0, seen + 1)
        return true
      }
      if (deserted()) return false
      context.yieldCore()
    }
  }
  const pop = (): number => {
    while (true) {
      const gone = deserted()
      const seen = Atomics.load(head, 0)
      if (Atomics.load(tail, 0) > seen) {
        const item = places[seen % size] ?? 0
        amplify(knobs, context)
        Atomics.store(head, 0, seen + 1)
        return item
      }
      if (gone) return -1
      context.yieldCore()
    }
  }

  let next = rank + 1
  const putOne = (): void => {
    putBegins(fill)
    if (push(next)) putEnds(fill, capacity)
    next += peers
  }
  const takeOne = (): void => {
    takeBegins(fill)
    const item = pop()
    if (item < 0) return
    takeEnds(fill)
    receive(witness, item, items, context)
  }
  const quota = shareOf(items, peers, rank)
  context.repeat(quota, produces ? putOne : takeOne, 1)
  Atomics.add((produces ? words.producersDone : words.consumersDone).cell, 0, 1)
}
