import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import { bookWait } from '../kit/booked-wait.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { receive, shareOf } from '../kit/item-witness.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Trader = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Trader>[1]

/** Takes what is there, as `shift` of an array does: out of an empty queue comes nothing, here 0. Under the gate. */
function takeFrom({ head, tail, queue }: Words): number {
  return head.cell[0] < tail.cell[0] ? (queue.items[head.cell[0]++] ?? 0) : 0
}

/** In bursts: the second item of a burst may be gone before the second woken consumer is at the gate. */
function produce(
  words: Words,
  { items, burst, notify }: Knobs,
  context: RoleContext,
  gate: Mutex,
  notEmpty: Condition,
): void {
  const chance = new Prng(context.seed)
  const { tail, queue } = words
  let untilNap = 1 + chance.nextBelow(burst)
  const putOne = (): void => {
    gate.acquire()
    const place = tail.cell[0]
    queue.items[place] = place + 1
    tail.cell[0] = place + 1
    if (notify === 'one') notEmpty.notifyOne()
    else notEmpty.notifyAll()
    gate.release()
    untilNap -= 1
    if (untilNap > 0) return
    untilNap = 1 + chance.nextBelow(burst)
    context.yieldCore()
  }
  context.repeat(items, putOne, 1)
}

function consume(
  words: Words,
  { items, workers }: Knobs,
  context: RoleContext,
  gate: Mutex,
  awaitItem: () => void,
): void {
  const takeOne = (): void => {
    bookWait(context, () => {
      gate.acquire()
      awaitItem()
    })
    const item = takeFrom(words)
    gate.release()
    receive(words.witness, item, items, context)
  }
  context.repeat(shareOf(items, workers - 1, context.worker - 1), takeOne, 1)
}

/** Awake, it acquires the gate again, and others may have been there first. */
export const ifEmpty: Trader = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const notEmpty = new Condition(words.notEmpty, gate, context)
  const { head, tail } = words
  const again = words.again.of(context.worker).cell
  const awaitItem = (): void => {
    if (head.cell[0] === tail.cell[0]) {
      notEmpty.wait()
      if (head.cell[0] === tail.cell[0]) again[0]++
    }
  }
  if (context.worker === 0) produce(words, knobs, context, gate, notEmpty)
  else consume(words, knobs, context, gate, awaitItem)
}

/** Whatever the reason for waking up was: what counts is what it finds while it holds the gate. */
export const whileEmpty: Trader = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const notEmpty = new Condition(words.notEmpty, gate, context)
  const { head, tail } = words
  const again = words.again.of(context.worker).cell
  const awaitItem = (): void => {
    while (head.cell[0] === tail.cell[0]) {
      notEmpty.wait()
      if (head.cell[0] === tail.cell[0]) again[0]++
    }
  }
  if (context.worker === 0) produce(words, knobs, context, gate, notEmpty)
  else consume(words, knobs, context, gate, awaitItem)
}
