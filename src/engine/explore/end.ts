import { describeThrown } from '../../base/errors.ts'
import type { Fault } from './failure.ts'
import type { MachineState } from './machine-state.ts'
import type { Model } from './model.ts'
import { OBSERVER, type Sharing } from './sharing.ts'

class EndIsWrong extends Error {}

interface Ended {
  readonly model: Model
  readonly state: MachineState
}

/**
 * Who has not finished although nobody can go on, and what each of them sleeps on; null when all have.
 * @param spinning what is known of one that takes steps and gets nowhere
 */
export function stuckFault({ model, state }: Ended, spinning: readonly string[] = []): Fault | null {
  const asleep = model.trees.flatMap((tree, thread) => {
    if (!state.isAsleep(thread)) return []
    const { address } = tree.at(state.placeOf(thread)).operation
    const value = state.word(model.slotOf(address))
    return [`${model.threadName(thread)} sleeps on ${model.nameOf(address)}, which holds ${String(value)}`]
  })
  if (asleep.length + spinning.length === 0) return null
  const dead = model.trees.flatMap((_, thread) => (state.isDead(thread) ? [`${model.threadName(thread)} is dead`] : []))
  return {
    kind: 'stuck',
    message: `stuck: ${[...spinning, ...asleep, ...dead].join('; ')}; nobody ${spinning.length > 0 ? 'else ' : ''}can go on`,
  }
}

/** What the program finds wrong about the end; null when nothing. */
export function endFault({ model, state }: Ended, sharing: Sharing | undefined): Fault | null {
  try {
    model.program.atEnd?.({
      word(address) {
        const slot = model.slotOf(address)
        // A thread that died may have done more or less by then: whatever it wrote last is seen here.
        sharing?.touch(slot, OBSERVER, false)
        return state.word(slot)
      },
      ghost: name => state.get(name),
      isDead: thread => state.isDead(thread),
      assert(holds, message) {
        if (!holds) throw new EndIsWrong(message)
      },
    })
    return null
  } catch (thrown) {
    return { kind: 'end', message: thrown instanceof EndIsWrong ? thrown.message : describeThrown(thrown) }
  }
}
