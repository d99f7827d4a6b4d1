import { isLabError, type ErrorCode } from '../../../src/base/errors.ts'
import type { Ghosts, ModelThread, ProgramThread } from '../../../src/engine/explore/program.ts'
import { nowMillis } from '../../../src/engine/sync/native/door.ts'

/** A part of what a thread does. */
export type Round = (thread: ModelThread) => void

/** Tries to get in. @returns whether it is in now */
export type Attempt = (thread: ModelThread) => boolean

const SECTION = 'the section'

const OUTSIDE = 0
const ALONE = 1
const SHARING = 2

/** Gets in, if it can, and then out again. What it saw on the way in is forgotten before the way out. */
export function visit(getIn: Attempt, getOut: Round, how: { readonly shared?: boolean } = {}): readonly Round[] {
  return [
    thread => {
      if (!getIn(thread)) return
      thread.enter(SECTION, how)
      thread.note(ghosts => setInside(ghosts, thread.index, how.shared === true ? SHARING : ALONE))
    },
    thread => {
      if (thread.announce(ghosts => ghosts.get(inside(thread.index))) === OUTSIDE) return
      thread.leave(SECTION)
      thread.announce(ghosts => setInside(ghosts, thread.index, OUTSIDE))
      getOut(thread)
    },
  ]
}

export function worker(index: number, visits: readonly (readonly Round[])[], killable = false): ProgramThread {
  return { name: `worker ${String(index)}`, rounds: visits.flat(), killable }
}

/** Whether somebody died inside, alone, so that something may be half done, for which nobody has vouched yet. */
export function diedInside(ghosts: Ghosts, threads: number): boolean {
  return indices(threads).some(index => ghosts.isDead(index) && ghosts.get(inside(index)) === ALONE)
}

/** What the dead left half done is repaired. */
export function repairAll(ghosts: Ghosts, threads: number): void {
  for (const index of indices(threads)) if (ghosts.isDead(index)) setInside(ghosts, index, OUTSIDE)
}

function inside(thread: number): string {
  return `thread ${String(thread)} is inside`
}

function setInside(ghosts: Ghosts, thread: number, value: number): number {
  ghosts.set(inside(thread), value)
  return 0
}

export function indices(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index)
}

/** An attempt that always succeeds, if it comes back. */
export function surely(acquire: () => void): Attempt {
  return () => {
    acquire()
    return true
  }
}

/** Expects of an attempt with a time limit that it does not give up before the limit. */
export function within(millis: number, acquireFor: (millis: number) => boolean): Attempt {
  return thread => {
    const start = nowMillis()
    if (acquireFor(millis)) return true
    thread.assert(nowMillis() - start >= millis, 'gave up before its time was up')
    return false
  }
}

/** An attempt that may be refused. */
export function unless(refused: ErrorCode, attempt: Attempt): Attempt {
  return thread => {
    try {
      return attempt(thread)
    } catch (thrown) {
      if (isLabError(thrown) && thrown.code === refused) return false
      throw thrown
    }
  }
}
