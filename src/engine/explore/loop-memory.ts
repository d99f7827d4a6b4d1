import { LabError } from '../../base/errors.ts'
import { LoopRemembers } from './loops.ts'
import { Model } from './model.ts'
import type { Program } from './program.ts'

/** More loops than any program has. */
const MOST_LOOPS = 1_000

/**
 * Does something with a model in which loops forget their turns, but for those that turn out to remember them: then it is
 * done again with a new model.
 */
export function withForgetfulLoops<T>(program: Program, action: (model: Model) => T): T {
  const remembering = new Set<string>()
  while (remembering.size < MOST_LOOPS) {
    try {
      return action(new Model(program, remembering))
    } catch (thrown) {
      if (!(thrown instanceof LoopRemembers)) throw thrown
      remembering.add(thrown.loop)
    }
  }
  throw new LabError('INTERNAL', `no loop of ${program.name} forgets its turns`)
}
