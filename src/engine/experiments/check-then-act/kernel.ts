import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { Client, Owner } from '../kit/single-owner.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Buyer = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Buyer>[1]

/** Both steps are atomic. What the check saw may be gone before the act. */
export const checkThenAct: Buyer = (words, knobs, context) => {
  const stock = words.stock.cell
  const receipts = words.own.of(context.worker).receipts.cell
  buyUntilSoldOut(words, knobs, context, times => {
    for (let i = 0; i < times; i++) {
      if (Atomics.load(stock, 0) <= 0) return false
      amplify(knobs, context)
      Atomics.sub(stock, 0, 1)
      receipts[0]++
    }
    return true
  })
}

/** Who checks has the stock to itself until it has acted. */
export const lock: Buyer = (words, knobs, context) => {
  const gate = new Mutex(words.gate, context)
  const stock = words.stock.cell
  const receipts = words.own.of(context.worker).receipts.cell
  buyUntilSoldOut(words, knobs, context, times => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      const bought = takeOne(stock, knobs, context)
      gate.release()
      if (bought === 0) return false
      receipts[0]++
    }
    return true
  })
}

/** The act checks again, in the same step: it succeeds only on the stock that the check saw. */
export const casLoop: Buyer = (words, knobs, context) => {
  const stock = words.stock.cell
  const { receipts, retries } = words.own.of(context.worker)
  const attempts = (times: number, bought: I32Cell, missed: I32Cell): boolean => {
    for (let i = 0; i < times; i++) {
      const seen = Atomics.load(stock, 0)
      if (seen <= 0) return false
      amplify(knobs, context)
      if (Atomics.compareExchange(stock, 0, seen, seen - 1) === seen) bought[0]++
      else missed[0]++
    }
    return true
  }
  buyUntilSoldOut(words, knobs, context, times => attempts(times, receipts.cell, retries.cell))
}

/** The first buyer owns the stock and buys for itself between two requests of the others. */
export const singleOwner: Buyer = (words, knobs, context) => {
  const receipts = words.own.of(context.worker).receipts.cell
  if (context.worker > 0) {
    const client = new Client(words.owner, context)
    buyUntilSoldOut(words, knobs, context, times => {
      for (let i = 0; i < times; i++) {
        if (client.ask(0) === 0) return false
        receipts[0]++
      }
      return true
    })
    client.leave()
    return
  }
  const stock = words.stock.cell
  const owner = new Owner(words.owner, knobs.workers - 1, context, () => takeOne(stock, knobs, context))
  buyUntilSoldOut(words, knobs, context, times => {
    for (let i = 0; i < times; i++) {
      owner.serve()
      if (takeOne(stock, knobs, context) === 0) return false
      receipts[0]++
    }
    return true
  })
  owner.serveUntilAllLeft()
}

/** For whoever has the stock to itself. @returns tickets taken, 0 when there was none */
function takeOne(stock: I32Cell, knobs: Knobs, context: RoleContext): number {
  if (stock[0] <= 0) return 0
  amplify(knobs, context)
  stock[0]--
  return 1
}

/**
 * Looks at the stop word between two batches of attempts.
 * @param buy makes so many attempts; false once it has seen that nothing is left
 */
function buyUntilSoldOut(words: Words, knobs: Knobs, context: RoleContext, buy: (times: number) => boolean): void {
  const receipts = words.own.of(context.worker).receipts.cell
  // Each purchase is published where buyers think: many that queue behind each other must not look stalled.
  const times = knobs.amplifier === 'none' ? BATCH : 1
  for (let left = true; left && !context.stopRequested();) {
    left = buy(times)
    context.setCompleted(receipts[0])
  }
}
