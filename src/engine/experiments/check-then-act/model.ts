import { count } from '../kit/params.ts'
import { defineModel, type StepProgram } from '../kit/step-model.ts'
import { ask, leaveOwner, serving, stepOwner } from '../kit/step-owner.ts'
import { lock, register, several, word, type Word } from '../kit/step-values.ts'
import {
  acquire,
  at,
  compareExchange,
  load,
  release,
  rmw,
  set,
  store,
  when,
  whileTrue,
  type Statement,
} from '../kit/steps.ts'

const params = {
  workers: count({ min: 1, max: 5, default: 2, unit: 'buyers', help: 'that buy at the same time' }),
  stock: count({ min: 0, max: 20, default: 2, unit: 'tickets', help: 'tickets there are' }),
} as const

type Sizes = { readonly workers: number; readonly stock: number }

const sold = word('receipts')
const soldOut = register('sold out')
const seen = register('seen')
const found = register('found')
const bought = register('bought')
const gate = lock('gate')

/** What the buyers of check-then-act do until they see that nothing is left, without the amplifier. */
export const model = defineModel({
  params,
  variants: {
    checkThenAct: sizes =>
      buyers(sizes, stock => [
        at('if (Atomics.load(stock, 0) <= 0) return false', load(seen, stock)),
        ...unlessSoldOut(at('Atomics.sub(stock, 0, 1)', rmw(stock, stock.minus(1)), receipt)),
      ]),

    lock: sizes =>
      buyers(sizes, stock => [
        at('gate.acquire()', acquire(gate)),
        ...takeOne(stock),
        at('gate.release()', release(gate)),
        when(bought, [receipt], [set(soldOut, 1)]),
      ]),

    casLoop: sizes =>
      buyers(sizes, stock => [
        at('const seen = Atomics.load(stock, 0)', load(seen, stock)),
        ...unlessSoldOut(
          at(
            'if (Atomics.compareExchange(stock, 0, seen, seen - 1) === seen) bought[0]++',
            compareExchange(found, stock, seen, seen.minus(1)),
          ),
          when(found.equals(seen), [receipt]),
        ),
      ]),

    singleOwner: sizes => {
      const stock = word('stock', sizes.stock)
      const desk = stepOwner(sizes.workers)
      const { begin, serve, serveUntilAllLeft } = serving(desk, (_request, answer) => [
        ...takeOne(stock),
        set(answer, bought),
      ])
      const owner = [
        begin,
        set(soldOut, 0),
        whileTrue(soldOut.not(), ...serve, ...takeOne(stock), when(bought, [receipt], [set(soldOut, 1)])),
        serveUntilAllLeft,
      ]
      const clientOf = (me: number): readonly Statement[] => [
        set(soldOut, 0),
        whileTrue(
          soldOut.not(),
          at('if (client.ask(0) === 0) return false', ask(desk, me, 1, bought)),
          when(bought, [receipt], [set(soldOut, 1)]),
        ),
        leaveOwner(desk),
      ]
      return { workers: several(sizes.workers, me => (me === 0 ? owner : clientOf(me))), ...ends(sizes) }
    },
  },
})

const receipt = set(sold, sold.plus(1))

function unlessSoldOut(...act: readonly Statement[]): readonly Statement[] {
  return [when(seen.isAbove(0), act, [set(soldOut, 1)])]
}

function takeOne(stock: Word): readonly Statement[] {
  return [
    set(bought, 0),
    at('if (stock[0] <= 0) return 0', load(seen, stock)),
    when(seen.isAbove(0), [at('stock[0]--', load(seen, stock), store(stock, seen.minus(1))), set(bought, 1)]),
  ]
}

function buyers(sizes: Sizes, attempt: (stock: Word) => readonly Statement[]): StepProgram {
  const stock = word('stock', sizes.stock)
  const buyer = [set(soldOut, 0), whileTrue(soldOut.not(), ...attempt(stock))]
  return { workers: several(sizes.workers, () => buyer), ...ends(sizes) }
}

function ends({ workers, stock }: Sizes): Omit<StepProgram, 'workers'> {
  // Each buyer but one may have seen the last ticket and not have taken it yet.
  const most = stock === 0 ? 0 : stock + workers - 1
  return {
    outcomes: [
      { name: 'sold-out', when: sold.equals(stock) },
      { name: 'oversold', when: sold.isAbove(stock).and(sold.isAbove(most).not()) },
      { name: 'beyond-ceiling', when: sold.isAbove(most) },
    ],
    otherwise: 'unsold',
  }
}
