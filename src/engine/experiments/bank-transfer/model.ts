import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { ask, leaveOwner, serving, stepOwner, tell } from '../kit/step-owner.ts'
import { lock, register, several, sumOf, word, wordsHolding, type Word } from '../kit/step-values.ts'
import { acquire, at, load, release, repeat, set, store, when, type Statement } from '../kit/steps.ts'

const params = {
  tellers: count({ min: 1, max: 4, default: 2, help: 'each moves money from its own account to the next one' }),
  auditors: count({ min: 0, max: 2, default: 1, help: 'each adds up once' }),
  accounts: count({ min: 2, max: 5, default: 2, help: 'accounts' }),
  transfers: count({ min: 1, max: 5, default: 1, unit: 'transfers', help: 'transfers of each teller' }),
} as const

type Sizes = {
  readonly tellers: number
  readonly auditors: number
  readonly accounts: number
  readonly transfers: number
}

const DEPOSIT = 10

const before = register('before')
const debited = register('debited')
const total = register('total')
const balance = register('balance')
const torn = word('torn audits')
const bank = lock('gate')

/** What tellers and auditors do: the accounts and amounts that the seed picks are fixed here. */
export const model = defineModel({
  params,
  variants: {
    none: sizes => {
      const balances = balancesOf(sizes)
      return staff(sizes, balances, (from, to) => move(balances, from, to), audit(balances))
    },

    globalLock: sizes => {
      const balances = balancesOf(sizes)
      const locked = (...body: readonly Statement[]): readonly Statement[] => [
        at('gate.acquire()', acquire(bank)),
        ...body,
        at('gate.release()', release(bank)),
      ]
      return staff(sizes, balances, (from, to) => locked(...move(balances, from, to)), locked(...audit(balances)))
    },

    orderedLocks: sizes => {
      const balances = balancesOf(sizes)
      const gates = balances.map((_, account) => lock(`gate ${String(account)}`))
      const gateOf = (account: number) => gates[account] ?? bank
      return staff(
        sizes,
        balances,
        (from, to) => {
          const [first, second] = from < to ? [gateOf(from), gateOf(to)] : [gateOf(to), gateOf(from)]
          return [
            at('first?.acquire()', acquire(first)),
            at('second?.acquire()', acquire(second)),
            ...move(balances, from, to),
            at('second?.release()', release(second)),
            at('first?.release()', release(first)),
          ]
        },
        [
          ...gates.map(gate => at('for (const gate of gates) gate.acquire()', acquire(gate))),
          ...audit(balances),
          ...gates.map(gate => at('for (const gate of gates) gate.release()', release(gate))),
        ],
      )
    },

    actor: sizes => {
      const balances = balancesOf(sizes)
      const workers = sizes.tellers + sizes.auditors
      const desk = stepOwner(workers)
      const AUDIT = workers + 1
      const { begin, serve, serveUntilAllLeft } = serving(desk, (request, answer) => [
        ...several(sizes.tellers, teller => when(request.equals(teller), move(balances, ...routeOf(teller, sizes)))),
        when(request.equals(AUDIT), [...audit(balances), set(answer, total)]),
      ])
      const owner = [
        begin,
        repeat(sizes.transfers, ...serve, ...move(balances, ...routeOf(0, sizes))),
        serveUntilAllLeft,
      ]
      return {
        workers: several(workers, me => {
          if (me === 0) return owner
          if (me < sizes.tellers) return [repeat(sizes.transfers, tell(desk, me, me)), leaveOwner(desk)]
          return [ask(desk, me, AUDIT, total), check(sizes), leaveOwner(desk)]
        }),
        ...ends(balances, sizes),
      }
    },
  },
})

function balancesOf({ accounts }: Sizes): readonly Word[] {
  const row = wordsHolding(
    'balance',
    several(accounts, () => DEPOSIT),
  )
  return several(accounts, account => row.at(account))
}

function routeOf(teller: number, { accounts }: Sizes): readonly [from: number, to: number] {
  return [teller % accounts, (teller + 1) % accounts]
}

function move(balances: readonly Word[], from: number, to: number): readonly Statement[] {
  const source = balances[from] ?? torn
  const target = balances[to] ?? torn
  return [
    at('const before = Atomics.load(credited, 0)', load(before, target)),
    at(
      'Atomics.store(debited, 0, Atomics.load(debited, 0) - amount)',
      load(debited, source),
      store(source, debited.minus(1)),
    ),
    at('Atomics.store(credited, 0, before + amount)', store(target, before.plus(1))),
  ]
}

function audit(balances: readonly Word[]): readonly Statement[] {
  return [
    set(total, 0),
    ...balances.map(each =>
      at(
        'for (const balance of balances) total += Atomics.load(balance, 0)',
        load(balance, each),
        set(total, total.plus(balance)),
      ),
    ),
  ]
}

function check({ accounts }: Sizes): Statement {
  return when(total.differsFrom(accounts * DEPOSIT), [set(torn, torn.plus(1))])
}

function staff(
  sizes: Sizes,
  balances: readonly Word[],
  transfer: (from: number, to: number) => readonly Statement[],
  look: readonly Statement[],
): StepProgram {
  return {
    workers: [
      ...several(sizes.tellers, teller => [repeat(sizes.transfers, ...transfer(...routeOf(teller, sizes)))]),
      ...several(sizes.auditors, () => [...look, check(sizes)]),
    ],
    ...ends(balances, sizes),
  }
}

function ends(balances: readonly Word[], { accounts }: Sizes): Omit<StepProgram, 'workers'> {
  return {
    outcomes: [
      {
        name: 'balanced',
        when: sumOf(balances)
          .equals(accounts * DEPOSIT)
          .and(torn.not()),
      },
    ],
    otherwise: 'wrong-sum',
  }
}
