import * as atomics from '../../memory/atomics.ts'
import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import type { RoleContext } from '../kit/role-context.ts'
import type { memory, Knobs } from './experiment.ts'

type Words = Bound<typeof memory.fields>

/** What the variants differ in. */
interface Access {
  set(flag: I32Cell): void
  /** Looks at the flag until it is set, but not more often than `looks` times. */
  look(flag: I32Cell, looks: number): boolean
}

const SETTER = 0
/** What a watcher writes down about its loop. */
export const SAW = { nothing: 0, flag: 1, stale: 2 } as const

/** Calls, and looks in each of them, after which the loop and its end have gone through the optimising compiler. */
const PRACTICE_CALLS = 200
const PRACTICE_LOOKS = 2_000

/** One worker sets the flag when all the others look at it. */
export function watchFlag(words: Words, knobs: Knobs, context: RoleContext, access: Access): void {
  if (context.worker === SETTER) setWhenWatched(words, knobs, context, access)
  else watch(words, knobs, context, access)
}

function setWhenWatched(words: Words, { workers, delay }: Knobs, context: RoleContext, access: Access): void {
  while (words.looking.load() < workers - 1) {
    if (context.stopRequested()) return
    context.yieldCore()
  }
  context.spin(delay * 1_000)
  words.setAt.value = context.nowNanos()
  access.set(words.flag.cell)
  words.announced.store(1)
  context.setCompleted(1)
}

/**
 * A loop that the flag did not end is stale if the flag had been set for more than half of the loop's time: then it had
 * every chance. Otherwise the setter was late, and the watcher looks again.
 */
function watch(words: Words, { looks }: Knobs, context: RoleContext, access: Access): void {
  const flag = words.flag.cell
  const own = words.watchers.of(context.worker)
  for (let call = 0; call < PRACTICE_CALLS; call++) {
    access.look(words.neverSet.cell, PRACTICE_LOOKS)
    access.look(words.setBefore.cell, PRACTICE_LOOKS)
  }
  atomics.add(words.looking.cell, 1)
  while (own.saw.load() === SAW.nothing && !context.stopRequested()) {
    const begun = context.nowNanos()
    const isSeen = access.look(flag, looks)
    const ended = context.nowNanos()
    own.nanos.value = ended - words.setAt.value
    if (isSeen) own.saw.store(SAW.flag)
    else if (words.announced.load() === 1 && own.nanos.value > (ended - begun) / 2) own.saw.store(SAW.stale)
  }
  context.setCompleted(1)
}
