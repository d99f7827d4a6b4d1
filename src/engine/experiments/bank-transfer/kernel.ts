import { Prng } from '../../../base/prng.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Mutex } from '../../sync/mutex.ts'
import { amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { Client, Owner } from '../kit/single-owner.ts'
import { expectedTotal, tellersOf, type memory, type params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type Clerk = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Clerk>[1]

/** How a variant moves money, and how it adds up. */
interface Way {
  transfer(from: number, to: number, amount: number): void
  audit(): number
}

/** Every access is atomic. What was read of the credited account may be old by the time it is written back. */
export const none: Clerk = (words, knobs, context) => {
  const balances = balancesOf(words, knobs)
  work(words, knobs, context, {
    transfer: (from, to, amount) => {
      move(balances, from, to, amount, knobs, context)
    },
    audit: () => sumOf(balances),
  })
}

/** Nobody looks while money moves, and nothing else moves. */
export const globalLock: Clerk = (words, knobs, context) => {
  const balances = balancesOf(words, knobs)
  const gate = new Mutex(words.gate, context)
  work(words, knobs, context, {
    transfer: (from, to, amount) => {
      gate.acquire()
      move(balances, from, to, amount, knobs, context)
      gate.release()
    },
    audit: () => {
      gate.acquire()
      const total = sumOf(balances)
      gate.release()
      return total
    },
  })
}

/** Transfers between other accounts go on. All take the lower number first, so that nobody waits in a circle. */
export const orderedLocks: Clerk = (words, knobs, context) => {
  const balances = balancesOf(words, knobs)
  const gates = words.accounts.first(knobs.accounts).map(({ gate }) => new Mutex(gate, context))
  work(words, knobs, context, {
    transfer: (from, to, amount) => {
      const [first, second] = from < to ? [gates[from], gates[to]] : [gates[to], gates[from]]
      first?.acquire()
      second?.acquire()
      move(balances, from, to, amount, knobs, context)
      second?.release()
      first?.release()
    },
    audit: () => {
      for (const gate of gates) gate.acquire()
      const total = sumOf(balances)
      for (const gate of gates) gate.release()
      return total
    },
  })
}

/** Requests are an audit, or a transfer with amount and both accounts in 6 bits each. */
const AUDIT = 1 << 18
const SIX_BITS = 63

/** Only the owner touches the accounts; to the others they are messages. */
export const actor: Clerk = (words, knobs, context) => {
  if (context.worker > 0) {
    const client = new Client(words.owner, context)
    work(words, knobs, context, {
      transfer: (from, to, amount) => {
        client.tell((amount << 12) | (from << 6) | to)
      },
      audit: () => client.ask(AUDIT),
    })
    client.leave()
    return
  }
  const balances = balancesOf(words, knobs)
  const owner = new Owner(words.owner, knobs.workers - 1, context, request => {
    if (request === AUDIT) return sumOf(balances)
    move(balances, (request >> 6) & SIX_BITS, request & SIX_BITS, request >> 12, knobs, context)
    return 0
  })
  work(words, knobs, context, {
    transfer: (from, to, amount) => {
      owner.serve()
      move(balances, from, to, amount, knobs, context)
    },
    audit: () => sumOf(balances),
  })
  owner.serveUntilAllLeft()
}

function move(
  balances: readonly I32Cell[],
  from: number,
  to: number,
  amount: number,
  knobs: Knobs,
  context: RoleContext,
): void {
  const debited = balances[from]
  const credited = balances[to]
  if (debited === undefined || credited === undefined) return
  const before = Atomics.load(credited, 0)
  Atomics.store(debited, 0, Atomics.load(debited, 0) - amount)
  // The money is in the air.
  amplify(knobs, context)
  Atomics.store(credited, 0, before + amount)
}

function sumOf(balances: readonly I32Cell[]): number {
  let total = 0
  for (const balance of balances) total += Atomics.load(balance, 0)
  return total
}

function balancesOf(words: Words, { accounts }: Knobs): readonly I32Cell[] {
  return words.accounts.first(accounts).map(({ balance }) => balance.cell)
}

/** Tellers make their transfers, from and to accounts that the seed picks; auditors add up until the last teller is done. */
function work(words: Words, knobs: Knobs, context: RoleContext, way: Way): void {
  if (context.worker >= tellersOf(knobs)) {
    auditUntilDone(words, knobs, context, way)
    return
  }
  const chance = new Prng(context.seed)
  const transfers = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const from = chance.nextBelow(knobs.accounts)
      const to = (from + 1 + chance.nextBelow(knobs.accounts - 1)) % knobs.accounts
      way.transfer(from, to, 1 + chance.nextBelow(9))
    }
  }
  // Each transfer is published where it takes its time: many that queue behind each other must not look stalled.
  context.repeat(knobs.transfers, transfers, knobs.amplifier === 'none' ? BATCH : 1)
  Atomics.sub(words.tellers.cell, 0, 1)
}

function auditUntilDone(words: Words, knobs: Knobs, context: RoleContext, way: Way): void {
  const expected = expectedTotal(knobs.accounts)
  const { audits, torn } = words.own.of(context.worker)
  do {
    if (way.audit() !== expected) torn.cell[0]++
    audits.cell[0]++
    amplify(knobs, context)
  } while (Atomics.load(words.tellers.cell, 0) > 0 && !context.stopRequested())
}
