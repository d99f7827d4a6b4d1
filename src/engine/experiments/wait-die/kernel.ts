import { Prng } from '../../../base/prng.ts'
import type { Bound } from '../../memory/layout.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { Pause } from '../kit/pause.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'
import { LockDesk, type Conflict, type Rule } from './lock-desk.ts'

type Words = Bound<typeof memory.fields>
type Client = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Client>[1]

/** Waits lead from old to young only: no circle can close. */
export const waitDie: Client = (words, knobs, context) => {
  transact(words, knobs, context, ({ asker, owner, isOlder }) => (isOlder(asker, owner) ? null : asker))
}

/** Waits lead from young to old, and where one does not, the younger one is on its way out. */
export const woundWait: Client = (words, knobs, context) => {
  transact(words, knobs, context, ({ asker, owner, isOlder }) => (isOlder(asker, owner) ? owner : null))
}

/** Waits lead anywhere. Who would close a circle follows it round, and the youngest one on the way gives way. */
export const victimRelease: Client = (words, knobs, context) => {
  transact(words, knobs, context, conflict => {
    const circle = circleOf(conflict)
    return circle.reduce<number | null>((youngest, worker) => {
      return youngest === null || conflict.isOlder(youngest, worker) ? worker : youngest
    }, null)
  })
}

/** The workers that wait for each other once the asker waits, too; none if the waits end somewhere. */
function circleOf({ asker, owner, awaitedBy }: Conflict): readonly number[] {
  const passed = [asker]
  for (let worker = owner; worker !== asker; worker = awaitedBy(worker)) {
    // A circle without the asker has its victim already: it has not woken up yet.
    if (worker < 0 || passed.includes(worker)) return []
    passed.push(worker)
  }
  return passed
}

/** One transaction after the other: two accounts that the seed picks, one after the other, a move between them, commit. */
export function transact(words: Words, knobs: Knobs, context: RoleContext, rule: Rule): void {
  const { accounts, workers, transactions, pauseMillis } = knobs
  const own = words.own.of(context.worker)
  const desk = new LockDesk(words, workers, accounts, rule, context)
  const sleep = new Pause(words.pause, context)
  const chance = new Prng(context.seed)
  const attempt = (from: number, to: number): boolean => {
    context.at(1)
    if (!desk.acquire(from)) return false
    sleep.forMicros(pauseMillis * 1000)
    context.at(2)
    if (!desk.acquire(to)) return false
    move(words, from, to)
    desk.commit()
    return true
  }
  const transaction = (): void => {
    const from = chance.nextBelow(accounts)
    const to = (from + 1 + chance.nextBelow(accounts - 1)) % accounts
    desk.begin()
    for (let aborts = 1; !attempt(from, to); aborts++) {
      desk.giveWay()
      if (aborts > own.mostAborts.cell[0]) own.mostAborts.cell[0] = aborts
      // Time for whoever it gave way to.
      sleep.forMicros(chance.nextBelow(pauseMillis * 1000 + 1))
    }
  }
  context.repeat(transactions, transaction, 1)
}

function move({ balances }: Words, from: number, to: number): void {
  const { items } = balances
  items[from] = (items[from] ?? 0) - 1
  items[to] = (items[to] ?? 0) + 1
}
