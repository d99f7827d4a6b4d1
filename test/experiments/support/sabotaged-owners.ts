import { memory as counterMemory } from '../../../src/engine/experiments/actor-counter/experiment.ts'
import { memory as cycleMemory, nextOf } from '../../../src/engine/experiments/actor-cycle/experiment.ts'
import { enter, leave } from '../../../src/engine/experiments/kit/concurrency-witness.ts'
import { untilStopped } from '../../../src/engine/experiments/kit/until-stopped.ts'
import { memory as poolMemory, tasksOf } from '../../../src/engine/experiments/pool-starvation/experiment.ts'
import { memory as stallMemory } from '../../../src/engine/experiments/semaphore-stall/experiment.ts'
import { Channel } from '../../../src/engine/sync/channel.ts'
import type { SabotagedKernel } from './sabotaged-kernels.ts'

/** `semaphore-stall`: everybody just goes in. Two pairs of permits are as many as there are; three workers are more. */
export const passWithoutPermits: SabotagedKernel = (buffer, offset, params, context) => {
  const { witness, takers } = stallMemory.bind(buffer, offset)
  const { passages, crowded } = takers.of(context.worker)
  const together = Math.floor(Number(params['permits']) / 2)
  const once = (): void => {
    if (enter(witness, context.worker) > together) crowded.cell[0]++
    context.yieldCore()
    passages.cell[0]++
    leave(witness)
  }
  context.repeat(Number(params['passages']), once, 1)
}

/** `pool-starvation`: the first worker does everything, and leaves each root out of its sum. */
export const sumWithoutRoots: SabotagedKernel = (buffer, offset, params, context) => {
  if (context.worker > 0) return
  const { runs, total } = poolMemory.bind(buffer, offset)
  const tasks = tasksOf({ depth: Number(params['depth']), fanout: Number(params['fanout']) })
  const tree = (): void => {
    for (let task = 0; task < tasks; task++) Atomics.add(runs.items, task, 1)
    total.store(total.load() + tasks - 1)
  }
  for (let done = 0; done < Number(params['trees']); done++) tree()
  context.setCompleted(Number(params['trees']) * tasks)
}

/** `actor-counter`: a load and a store, and a nap between. */
export const addSlowly: SabotagedKernel = (buffer, offset, _params, context) => {
  const { shared, own } = counterMemory.bind(buffer, offset)
  const asked = own.of(context.worker).asked.cell
  untilStopped(context, asked, times => {
    const seen = shared.load()
    context.yieldCore()
    shared.store(seen + times)
    asked[0] += times
  })
}

/** `actor-cycle`: what finds no room is gone, and nobody hears of it. */
export const dropSilently: SabotagedKernel = (buffer, offset, params, context) => {
  const { mailbox, actors } = cycleMemory.bind(buffer, offset)
  const { received, receivedSum } = actors.of(context.worker)
  const inbox = new Channel(mailbox.of(context.worker), context)
  const outbox = new Channel(mailbox.of(nextOf(context.worker, Number(params['workers']))), context)
  for (let message = 1; message <= Number(params['messages']); message++) outbox.trySend(message)
  outbox.close()
  for (let message = inbox.receive(); message !== undefined; message = inbox.receive()) {
    received.store(received.load() + 1)
    receivedSum.value += message
  }
  context.setCompleted(Number(params['messages']))
}
