import type { ParamValues } from '../../../src/contract/words.ts'
import { memory as diningMemory } from '../../../src/engine/experiments/dining-philosophers/experiment.ts'
import type { RoleContext } from '../../../src/engine/experiments/kit/role-context.ts'
import { isLeftFirst, memory as lockOrderMemory } from '../../../src/engine/experiments/lock-order/experiment.ts'
import { memory as waitDieMemory } from '../../../src/engine/experiments/wait-die/experiment.ts'
import { transact } from '../../../src/engine/experiments/wait-die/kernel.ts'
import type { Rule } from '../../../src/engine/experiments/wait-die/lock-desk.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

/** `lock-order`: moves money with no lock, and takes a nap in the middle. */
export const transferWithoutLocks: SabotagedKernel = (buffer, offset, params, context) => {
  const { balances, own } = lockOrderMemory.bind(buffer, offset)
  const [from, to] = isLeftFirst(context.worker) ? [0, 1] : [1, 0]
  const transfer = (): void => {
    const before = Atomics.load(balances.items, to)
    Atomics.sub(balances.items, from, 1)
    context.yieldCore()
    Atomics.store(balances.items, to, before + 1)
    own.of(context.worker).moved.cell[0]++
  }
  context.repeat(Number(params['transfers']), transfer, 1)
}

/** `dining-philosophers`: eats without asking anybody. */
export const eatWithoutForks: SabotagedKernel = (buffer, offset, params, context) => {
  const { own } = diningMemory.bind(buffer, offset)
  const me = own.of(context.worker)
  const next = own.of((context.worker + 1) % Number(params['philosophers'])).eating.cell
  const meal = (): void => {
    Atomics.store(me.eating.cell, 0, 1)
    context.yieldCore()
    if (Atomics.load(next, 0) === 1) me.together.cell[0]++
    me.meals.cell[0]++
    Atomics.store(me.eating.cell, 0, 0)
  }
  context.repeat(Number(params['meals']), meal, 1)
}

/** `wait-die`: whoever asks waits, whatever its age. */
export const alwaysWait: SabotagedKernel = (buffer, offset, params, context) => {
  transactBy(buffer, offset, params, context, () => null)
}

/** `wait-die`: the older one always gives way. */
export const oldestGivesWay: SabotagedKernel = (buffer, offset, params, context) => {
  transactBy(buffer, offset, params, context, ({ asker, owner, isOlder }) => (isOlder(asker, owner) ? asker : owner))
}

const COMMON = { trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 } as const

function transactBy(
  buffer: SharedArrayBuffer,
  offset: number,
  params: ParamValues,
  context: RoleContext,
  rule: Rule,
): void {
  const [workers = 0, accounts = 0, transactions = 0, pauseMillis = 0] = [
    params['workers'],
    params['accounts'],
    params['transactions'],
    params['pauseMillis'],
  ].map(Number)
  transact(
    waitDieMemory.bind(buffer, offset),
    { ...COMMON, workers, accounts, transactions, pauseMillis },
    context,
    rule,
  )
}
