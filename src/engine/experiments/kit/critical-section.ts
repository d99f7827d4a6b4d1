import * as atomics from '../../memory/atomics.ts'
import { i32, layout, type Bound } from '../../memory/layout.ts'

/**
 * What a lock guards, and two witnesses that know nothing of the lock: a counter that loses additions when two workers
 * are inside, and a word in which each says that it is inside. A wrong lock can fool one of them for a while; a right one
 * never sets off either.
 */
export const guardedLayout = layout('guarded', {
  counter: i32({ writers: 'who is inside', access: 'racy', unit: 'passages', doc: 'passages, counted inside' }),
  occupant: i32({ writers: 'who is inside', access: 'racy', doc: 'who says that it is inside, + 1; 0 = nobody' }),
})

export type Guarded = Bound<typeof guardedLayout.fields>

/**
 * One critical section. The accesses are plain, as a lock entitles its holder to; only the last look is atomic, so that
 * it is a look and not a memory of what was stored.
 * @param me the worker, + 1
 * @returns 1 when somebody else was seen inside, else 0
 */
export function visit({ counter, occupant }: Guarded, me: number): number {
  const before = occupant.cell[0]
  occupant.cell[0] = me
  counter.cell[0]++
  const after = atomics.load(occupant.cell)
  occupant.cell[0] = 0
  return before === 0 && after === me ? 0 : 1
}

/**
 * The same critical section for somebody who takes time inside: between the load of the counter and its store, where an
 * intruder does the most harm.
 * @returns 1 when somebody else was seen inside, else 0
 */
export function linger({ counter, occupant }: Guarded, me: number, dwell: () => void): number {
  const before = atomics.load(occupant.cell)
  atomics.store(occupant.cell, me)
  const seen = atomics.load(counter.cell)
  dwell()
  atomics.store(counter.cell, seen + 1)
  const after = atomics.load(occupant.cell)
  atomics.store(occupant.cell, 0)
  return before === 0 && after === me ? 0 : 1
}
