import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { condition, lock, register, several, word, words, type Expression, type Value } from '../kit/step-values.ts'
import { acquire, at, notifyAll, release, repeat, set, wait, when, whileTrue, type Statement } from '../kit/steps.ts'

const params = {
  workers: count({ min: 2, max: 4, default: 2, help: 'every second one moves money the other way round' }),
  transactions: count({ min: 1, max: 3, default: 1, unit: 'transactions', help: 'transactions of each worker' }),
} as const

type Sizes = { readonly workers: number; readonly transactions: number }

const NOBODY = -1
const ACCOUNTS = [0, 1] as const

const owner = register('owner')
const loser = register('gives way')
const asking = register('asking')
const granted = register('granted')
const onTheWay = register('on the way')
const closed = register('closed')

/** Who gives way, into the register `gives way`, when a worker asks for what another one owns. */
type Rule = (desk: Desk, me: number) => readonly Statement[]

/** Transactions that need two accounts, and the desk that hands them out; what is done there is one step with its lock. */
export const model = defineModel({
  params,
  variants: {
    waitDie: sizes =>
      clients(sizes, (desk, me) => [set(loser, NOBODY), when(desk.isOlder(me, owner).not(), [set(loser, me)])]),

    woundWait: sizes =>
      clients(sizes, (desk, me) => [set(loser, NOBODY), when(desk.isOlder(me, owner), [set(loser, owner)])]),

    victimRelease: sizes =>
      clients(sizes, (desk, me) => [
        set(loser, me),
        set(onTheWay, owner),
        set(closed, 0),
        repeat(
          sizes.workers,
          when(closed.not().and(onTheWay.differsFrom(NOBODY)), [
            when(desk.isOlder(loser, onTheWay), [set(loser, onTheWay)]),
            set(onTheWay, desk.awaitedBy(onTheWay)),
            set(closed, onTheWay.equals(me)),
          ]),
        ),
        when(closed.not(), [set(loser, NOBODY)]),
      ]),
  },
})

interface Desk {
  readonly isOlder: (one: Value, other: Value) => Expression
  /** The worker that a worker waits for; -1 = none. */
  readonly awaitedBy: (worker: Expression) => Expression
}

function clients({ workers, transactions }: Sizes, rule: Rule): StepProgram {
  const lockOfDesk = lock('desk')
  const changed = condition('changed')
  const clock = word('clock')
  const stamps = words('stamp', workers)
  const wounded = words('wounded', workers)
  /** An account + 1. */
  const waitsFor = words('waits for', workers)
  /** A worker + 1, by account + 1. */
  const owners = words('owner', ACCOUNTS.length + 1)
  const balances = words('balance', ACCOUNTS.length)
  const committed = word('committed')
  const oldestGaveWay = word('oldest gave way')
  const everybody = several(workers, worker => worker)

  const desk: Desk = {
    isOlder: (one, other) => stamps.at(one).isBelow(stamps.at(other)),
    // Nobody owns account 0 of those that are counted from 1: whoever waits for nothing waits for nobody.
    awaitedBy: worker => owners.at(waitsFor.at(worker)).minus(1),
  }
  const hold = (...body: readonly Statement[]): readonly Statement[] => [
    at('this.#desk.hold(() => {', acquire(lockOfDesk), ...body),
    at('this.#desk.hold(() => {', release(lockOfDesk)),
  ]
  const tellAll = at('this.#changed.notifyAll()', notifyAll(changed))
  const releaseAll = (me: number): readonly Statement[] => [
    set(wounded.at(me), 0),
    set(waitsFor.at(me), 0),
    ...ACCOUNTS.map(account => when(owners.at(account + 1).equals(me + 1), [set(owners.at(account + 1), 0)])),
    tellAll,
  ]
  /** Its owner, or who waits for it and is older; -1 = this worker may have it. */
  const findOwner = (me: number, account: number): readonly Statement[] => [
    set(owner, owners.at(account + 1).minus(1)),
    when(owner.equals(NOBODY), [
      set(owner, me),
      ...everybody.map(other =>
        when(
          waitsFor
            .at(other)
            .equals(account + 1)
            .and(desk.isOlder(other, owner)),
          [set(owner, other)],
        ),
      ),
      when(owner.equals(me), [set(owner, NOBODY)]),
    ]),
  ]
  const isOldest = everybody
    .map(other =>
      stamps
        .at(other)
        .equals(0)
        .or(stamps.at(other).isBelow(stamps.at(loser)).not()),
    )
    .reduce((all: Expression, each) => all.and(each))
  const refuse = (me: number, account: number): readonly Statement[] => [
    set(waitsFor.at(me), account + 1),
    ...rule(desk, me),
    when(loser.differsFrom(NOBODY), [when(isOldest, [set(oldestGaveWay, 1)]), set(wounded.at(loser), 1), tellAll]),
    when(loser.differsFrom(me), [at('if (loser !== this.#me) this.#changed.wait()', wait(changed, lockOfDesk))]),
    set(asking, wounded.at(me).not()),
  ]
  const ask = (me: number, account: number): readonly Statement[] => [
    at('const isMine = this.#desk.hold(() => this.#ask(account))', acquire(lockOfDesk)),
    set(asking, wounded.at(me).not()),
    set(granted, 0),
    whileTrue(
      asking,
      ...findOwner(me, account),
      when(
        owner.equals(NOBODY),
        [set(owners.at(account + 1), me + 1), set(granted, 1), set(asking, 0)],
        refuse(me, account),
      ),
    ),
    set(waitsFor.at(me), 0),
    at('const isMine = this.#desk.hold(() => this.#ask(account))', release(lockOfDesk)),
  ]
  const client = (me: number): readonly Statement[] => {
    const [from, to] = me % 2 === 0 ? [0, 1] : [1, 0]
    const commit = hold(
      set(balances.at(from), balances.at(from).minus(1)),
      set(balances.at(to), balances.at(to).plus(1)),
      set(committed, committed.plus(1)),
      set(stamps.at(me), 0),
      ...releaseAll(me),
    )
    return [
      repeat(
        transactions,
        ...hold(set(clock, clock.plus(1)), set(stamps.at(me), clock)),
        set(granted, 0),
        whileTrue(
          granted.not(),
          ...ask(me, from),
          when(granted, ask(me, to)),
          when(granted.not(), hold(...releaseAll(me))),
        ),
        ...commit,
      ),
    ]
  }
  return {
    workers: everybody.map(client),
    outcomes: [
      { name: 'wrong-sum', when: balances.at(0).plus(balances.at(1)).differsFrom(0) },
      { name: 'oldest-gave-way', when: oldestGaveWay },
      { name: 'all-committed', when: committed.equals(workers * transactions) },
    ],
    otherwise: 'uncommitted',
  }
}
