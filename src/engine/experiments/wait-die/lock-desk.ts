import type { Bound } from '../../memory/layout.ts'
import { Condition } from '../../sync/condition.ts'
import { Mutex } from '../../sync/mutex.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory } from './experiment.ts'

/** Somebody asks for an account that another transaction has. */
export interface Conflict {
  readonly asker: number
  readonly owner: number
  readonly isOlder: (one: number, other: number) => boolean
  /** The worker that `worker` waits for; -1 = none. */
  readonly awaitedBy: (worker: number) => number
}

/** Who gives way: the asker, somebody else, or nobody, and the asker waits. */
export type Rule = (conflict: Conflict) => number | null

/**
 * Where accounts are handed out. Who holds the desk decides on the spot and sees everything: who owns what, who waits for
 * whom, and since when each transaction has been under way.
 *
 * The desk is needed for that. A look at the owner and a wait for it must be one step: in between the account could go to
 * somebody else, for whom the rule would have decided otherwise.
 *
 * | an account     | left by                                                                             |
 * | -------------- | ----------------------------------------------------------------------------------- |
 * | free           | who asks for it, unless an older transaction already waits for it                   |
 * | owned by w     | w: at its commit, or when it gives way, all its accounts together                    |
 *
 * A worker that has to give way does so when it asks next, or at once if it waits. One that has all it needs commits.
 */
export class LockDesk {
  readonly #words: Bound<typeof memory.fields>
  readonly #desk: Mutex
  readonly #changed: Condition
  readonly #accounts: readonly Mutex[]
  readonly #me: number
  readonly #workers: number
  readonly #rule: Rule
  readonly #held: number[] = []

  constructor(words: Bound<typeof memory.fields>, workers: number, accounts: number, rule: Rule, context: RoleContext) {
    this.#words = words
    this.#desk = new Mutex(words.desk, context)
    this.#changed = new Condition(words.changed, this.#desk, context)
    this.#accounts = words.account.first(accounts).map(account => new Mutex(account, context))
    this.#me = context.worker
    this.#workers = workers
    this.#rule = rule
  }

  /** A new transaction: it is younger than all that have begun. */
  begin(): void {
    this.#desk.hold(() => {
      const { clock, own } = this.#words
      clock.cell[0]++
      own.of(this.#me).stamp.cell[0] = clock.cell[0]
    })
  }

  /**
   * Blocks until the account is this worker's, or until it has to give way.
   * @returns false when it has to give way: the caller gives all back
   * @throws {LabError} STOPPED when the trial is stopped while waiting
   */
  acquire(account: number): boolean {
    const isMine = this.#desk.hold(() => this.#ask(account))
    if (!isMine) return false
    // Nobody else can have it: the mutex is there for who looks at the run from outside.
    this.#accounts[account]?.acquire()
    this.#held.push(account)
    return true
  }

  /** Gives all back, to begin the same transaction again later. */
  giveWay(): void {
    this.#desk.hold(() => {
      this.#words.own.of(this.#me).aborts.cell[0]++
      this.#releaseAll()
    })
  }

  commit(): void {
    this.#desk.hold(() => {
      const own = this.#words.own.of(this.#me)
      own.committed.cell[0]++
      own.stamp.cell[0] = 0
      this.#releaseAll()
    })
  }

  #ask(account: number): boolean {
    const { own, owners } = this.#words
    const me = own.of(this.#me)
    while (me.wounded.cell[0] === 0) {
      const owner = this.#ownerOrHeir(account)
      if (owner < 0) {
        owners.items[account] = this.#me + 1
        me.waitsFor.cell[0] = 0
        return true
      }
      me.waitsFor.cell[0] = account + 1
      const loser = this.#rule({ asker: this.#me, owner, isOlder: this.#isOlder, awaitedBy: this.#awaitedBy })
      if (loser !== null) this.#wound(loser)
      if (loser !== this.#me) this.#changed.wait()
    }
    me.waitsFor.cell[0] = 0
    return false
  }

  /** Its owner; of a free one the oldest that waits for it and is older than who asks. -1 = this worker may have it. */
  #ownerOrHeir(account: number): number {
    const owner = (this.#words.owners.items[account] ?? 0) - 1
    if (owner >= 0) return owner
    // Who waits may not have woken up yet. A younger one that slips in would make it wait again, over and over.
    let heir = this.#me
    for (const [worker, { waitsFor }] of this.#words.own.first(this.#workers).entries()) {
      if (waitsFor.cell[0] === account + 1 && this.#isOlder(worker, heir)) heir = worker
    }
    return heir === this.#me ? -1 : heir
  }

  #wound(worker: number): void {
    if (this.#isOldest(worker)) this.#words.own.of(this.#me).oldestAborted.cell[0]++
    this.#words.own.of(worker).wounded.cell[0] = 1
    this.#changed.notifyAll()
  }

  #releaseAll(): void {
    const own = this.#words.own.of(this.#me)
    own.wounded.cell[0] = 0
    own.waitsFor.cell[0] = 0
    for (const account of this.#held) {
      this.#accounts[account]?.release()
      this.#words.owners.items[account] = 0
    }
    this.#held.length = 0
    this.#changed.notifyAll()
  }

  readonly #isOlder = (one: number, other: number): boolean => {
    const { own } = this.#words
    return own.of(one).stamp.cell[0] < own.of(other).stamp.cell[0]
  }

  readonly #awaitedBy = (worker: number): number => {
    const account = this.#words.own.of(worker).waitsFor.cell[0] - 1
    return account < 0 ? -1 : (this.#words.owners.items[account] ?? 0) - 1
  }

  #isOldest(worker: number): boolean {
    const stamps = this.#words.own.first(this.#workers).map(({ stamp }) => stamp.cell[0])
    return Math.min(...stamps.filter(stamp => stamp > 0)) === stamps[worker]
  }
}
