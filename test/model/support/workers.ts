import { LabError, type ErrorCode } from '../../../src/base/errors.ts'
import type { ModelThread, ProgramThread } from '../../../src/engine/explore/program.ts'

/** What one worker does in one round, with its own handle. */
export type Body<Handle> = (thread: ModelThread, handle: Handle) => void

/** Worker `index` of a program; its rounds share nothing but the handle, which has no state of its own. */
export function worker<Handle>(
  index: number,
  handle: Handle,
  rounds: readonly Body<Handle>[],
  killable = false,
): ProgramThread {
  return {
    name: `T${String(index + 1)}`,
    rounds: rounds.map(body => (thread: ModelThread) => {
      body(thread, handle)
    }),
    killable,
  }
}

/** @returns whether `body` ended well, or which of these errors it threw; any other is thrown on */
export function outcomeOf<Code extends ErrorCode>(body: () => void, ...codes: readonly Code[]): 'done' | Code {
  try {
    body()
    return 'done'
  } catch (thrown) {
    const code = codes.find(expected => thrown instanceof LabError && thrown.code === expected)
    if (code === undefined) throw thrown
    return code
  }
}
