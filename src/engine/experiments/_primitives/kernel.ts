import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import { Channel } from '../../sync/channel.ts'
import { FairMutex } from '../../sync/fair-mutex.ts'
import { Mutex } from '../../sync/mutex.ts'
import { Ring } from '../../sync/ring.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, params } from './experiment.ts'

type Words = Bound<typeof memory.fields>
type User = Kernel<typeof memory, typeof params>

const UNTIL_STOPPED = Number.MAX_SAFE_INTEGER

// Each variant has a hot loop of its own, and what the loop needs are its arguments, which V8 keeps in registers.

export const lockPair: User = (words, { operations }, context) => {
  const acquireAndRelease = (gate: Mutex, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      gate.release()
    }
  }
  const gate = new Mutex(words.gate, context)
  context.repeat(operations, times => {
    acquireAndRelease(gate, times)
  })
  gate.hold(() => {
    words.guarded.cell[0] += operations
  })
}

export const mutex: User = (words, { operations, holdSteps }, context) => {
  const pass = (gate: Mutex, guarded: I32Cell, own: I32Cell, result: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      guarded[0]++
      if (holdSteps > 0) compute(result, holdSteps)
      own[0]++
      gate.release()
    }
  }
  const gate = new Mutex(words.gate, context)
  const own = words.own.of(context.worker)
  passages(words, operations, context, times => {
    pass(gate, words.guarded.cell, own.operations.cell, own.result.cell, times)
  })
}

export const fairMutex: User = (words, { operations, holdSteps }, context) => {
  const pass = (gate: FairMutex, guarded: I32Cell, own: I32Cell, result: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      guarded[0]++
      if (holdSteps > 0) compute(result, holdSteps)
      own[0]++
      gate.release()
    }
  }
  const gate = new FairMutex(words.fairGate, context)
  const own = words.own.of(context.worker)
  passages(words, operations, context, times => {
    pass(gate, words.guarded.cell, own.operations.cell, own.result.cell, times)
  })
}

/** Short: between two batches a worker of a timed trial looks whether the time is up. */
const PASSAGES = 32

/** A stop may come in the middle of a batch, in a wait: the loops count for themselves. */
function passages(words: Words, operations: number, context: RoleContext, batch: (times: number) => void): void {
  try {
    context.repeat(operations > 0 ? operations : UNTIL_STOPPED, batch, PASSAGES)
  } finally {
    context.setCompleted(words.own.of(context.worker).operations.load())
  }
}

/** A linear congruential generator: every step needs the one before. */
function compute(result: I32Cell, steps: number): void {
  let x = result[0]
  for (let i = 0; i < steps; i++) x = (Math.imul(x, 1_664_525) + 1_013_904_223) | 0
  result[0] = x
}

export const channel: User = (words, { operations, workers }, context) => {
  const items = new Channel(words.channel, context)
  const own = words.own.of(context.worker)
  if (context.worker < workers / 2) {
    let next = 0
    context.repeat(operations, times => {
      for (let i = 0; i < times; i++) items.send(next++)
    })
    return
  }
  const receive = (from: Channel, sum: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) sum[0] = (sum[0] + (from.receive() ?? 0)) | 0
  }
  context.repeat(operations, times => {
    receive(items, own.result.cell, times)
  })
}

export const ring: User = (words, { operations }, context) => {
  const items = new Ring(words.ring, context)
  const own = words.own.of(context.worker)
  if (context.worker === 0) {
    const push = (to: Ring, first: number, times: number): void => {
      for (let i = 0; i < times; i++) to.push(first + i)
    }
    let next = 0
    context.repeat(operations, times => {
      push(items, next, times)
      next += times
    })
    return
  }
  const pop = (from: Ring, sum: I32Cell, times: number): void => {
    for (let i = 0; i < times; i++) sum[0] = (sum[0] + from.pop()) | 0
  }
  context.repeat(operations, times => {
    pop(items, own.result.cell, times)
  })
}

export const pingPong: User = (words, { operations }, context) => {
  const turn = words.turn.cell
  const guarded = words.guarded.cell
  const me = context.worker
  context.repeat(operations, times => {
    for (let i = 0; i < times; i++) {
      while (Atomics.load(turn, 0) !== me) Atomics.wait(turn, 0, 1 - me)
      guarded[0]++
      Atomics.store(turn, 0, 1 - me)
      Atomics.notify(turn, 0, 1)
    }
  })
}
