import type { ParamValues } from '../../../src/contract/words.ts'
import { Deliveries, waitsOf } from '../../../src/engine/experiments/completion-order/deliveries.ts'
import { memory as orderMemory } from '../../../src/engine/experiments/completion-order/experiment.ts'
import { waits } from '../../../src/engine/experiments/completion-order/tasks.ts'
import { memory as ioOrCpuMemory, TASKS } from '../../../src/engine/experiments/io-or-cpu/experiment.ts'
import { computeUnderLock } from '../../../src/engine/experiments/io-or-cpu/tasks.ts'
import { memory as mapMemory } from '../../../src/engine/experiments/pool-map/experiment.ts'
import { sumOfRoots } from '../../../src/engine/experiments/pool-map/tasks.ts'
import { Desk } from '../../../src/engine/experiments/pool-queue/desk.ts'
import { memory as queueMemory } from '../../../src/engine/experiments/pool-queue/experiment.ts'
import { planOf } from '../../../src/engine/experiments/pool-queue/plan.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

const COMMON = { trials: 1, warmUp: 0, stallAfter: 1, timeCap: 10 } as const

function numberOf(params: ParamValues, name: string): number {
  return Number(params[name])
}

/** `completion-order`: hands the first result over twice, and the last never. */
export const doubleTheFirst: SabotagedKernel = async (buffer, offset, params, context) => {
  const knobs = {
    ...COMMON,
    workers: numberOf(params, 'workers'),
    tasks: numberOf(params, 'tasks'),
    waitMillis: numberOf(params, 'waitMillis'),
    jitter: numberOf(params, 'jitter'),
    executor: 'threads',
  } as const
  await using pool = await context.outside.executor('threads', knobs.workers)
  const deliveries = new Deliveries(orderMemory.bind(buffer, offset), context, pool)
  const submitted = waitsOf(knobs, context.seed).map(wait => pool.submit(waits, wait))
  const results = await Promise.all(submitted.map(({ result }) => result))
  for (const number of [0, ...results.slice(0, -1)]) deliveries.receive(number)
}

/** `pool-map`: every task leaves its last root out. */
export const leaveOneOut: SabotagedKernel = async (buffer, offset, params, context) => {
  const { sums } = mapMemory.bind(buffer, offset)
  const size = numberOf(params, 'size')
  await using pool = await context.outside.executor('threads', numberOf(params, 'workers'))
  for (let task = 0; task < TASKS; task++) {
    sums.items[task] = await pool.submit(sumOfRoots, task * size + 1, size - 1).result
  }
  context.setCompleted(TASKS)
}

/** `io-or-cpu`: somebody opens the one lock again and again while others hold it. */
export const openTheLock: SabotagedKernel = async (buffer, offset, params, context) => {
  const { lock, results } = ioOrCpuMemory.bind(buffer, offset)
  const size = numberOf(params, 'size')
  await using pool = await context.outside.executor('threads', 4)
  const running = Array.from(
    { length: TASKS },
    (_, task) => pool.submit(computeUnderLock, task * size + 1, size).result,
  )
  const opened = { done: false }
  const done = Promise.all(running).finally(() => {
    opened.done = true
  })
  while (!opened.done) {
    Atomics.store(lock.cell, 0, 0)
    Atomics.notify(lock.cell, 0)
    await context.outside.sleep(0.1)
  }
  results.items.set(await done)
  context.setCompleted(TASKS)
}

/** `pool-queue`: takes in whatever comes. */
export const takeAllIn: SabotagedKernel = async (buffer, offset, params, context) => {
  const words = queueMemory.bind(buffer, offset)
  const knobs = {
    ...COMMON,
    workers: numberOf(params, 'workers'),
    arrivals: numberOf(params, 'arrivals'),
    serviceMillis: numberOf(params, 'serviceMillis'),
    queue: numberOf(params, 'queue'),
    tasks: numberOf(params, 'tasks'),
  }
  await using pool = await context.outside.executor('threads', knobs.workers)
  const desk = new Desk(words, knobs, context, pool)
  for (const [number, arrival] of planOf(knobs, context.seed).entries()) {
    desk.arrive()
    desk.submit(arrival, number, context.nowNanos())
  }
  await desk.untilServed()
}
