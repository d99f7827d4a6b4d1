import type { I32Cell } from '../../memory/cells.ts'
import { Mutex } from '../../sync/mutex.ts'
import { AMPLIFIED_BATCH, amplify } from '../kit/amplifier.ts'
import type { Kernel } from '../kit/define-experiment.ts'
import { BATCH, type RoleContext } from '../kit/role-context.ts'
import { LOG_LINES, type memory, type params } from './experiment.ts'

type Adder = Kernel<typeof memory, typeof params>
type Knobs = Parameters<Adder>[1]

/** The bug, the same in all variants: who stores last wins, and what happened since the load is undone. */
function add(total: I32Cell, knobs: Knobs, context: RoleContext): number {
  const seen = Atomics.load(total, 0)
  amplify(knobs, context)
  Atomics.store(total, 0, seen + 1)
  return seen + 1
}

export const off: Adder = (words, knobs, context) => {
  const total = words.total.cell
  const additions = (times: number): void => {
    for (let i = 0; i < times; i++) add(total, knobs, context)
  }
  context.repeat(knobs.additions, additions, knobs.amplifier === 'none' ? BATCH : AMPLIFIED_BATCH)
}

/** The log has a lock, so that lines do not mix: while one writes its line, the others queue, and fall into step. */
export const log: Adder = (words, knobs, context) => {
  const gate = new Mutex(words.logGate, context)
  const total = words.total.cell
  const logged = words.logged.cell
  const lines = words.log.items
  const additions = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const stored = add(total, knobs, context)
      gate.acquire()
      lines[logged[0] % LOG_LINES] = stored
      logged[0]++
      context.spin(knobs.lookNanos)
      gate.release()
    }
  }
  context.repeat(knobs.additions, additions, AMPLIFIED_BATCH)
}

/** The gap is as wide as before, but a worker is seldom in it. */
export const slow: Adder = (words, knobs, context) => {
  const total = words.total.cell
  const additions = (times: number): void => {
    for (let i = 0; i < times; i++) {
      context.spin(knobs.lookNanos)
      add(total, knobs, context)
    }
  }
  context.repeat(knobs.additions, additions, AMPLIFIED_BATCH)
}

/** All others stand still while one makes a step, and the step is the whole addition. */
export const step: Adder = (words, knobs, context) => {
  const gate = new Mutex(words.debugger, context)
  const total = words.total.cell
  const additions = (times: number): void => {
    for (let i = 0; i < times; i++) {
      gate.acquire()
      add(total, knobs, context)
      gate.release()
    }
  }
  context.repeat(knobs.additions, additions, AMPLIFIED_BATCH)
}
