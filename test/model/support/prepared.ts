import { heldBy } from '../../../src/base/lock-word.ts'
import type { End, Program, ProgramThread } from '../../../src/engine/explore/program.ts'
import type { Bound, Fields, Layout } from '../../../src/engine/memory/layout.ts'
import { peek } from '../../../src/engine/sync/native/door.ts'
import { RECEIVED, recordOf } from '../../../src/engine/sync/native/waiting.ts'
import { locksOf, type LockWord } from '../../../src/engine/sync/recovery.ts'
import { waitablesOf, type Waitable } from '../../../src/engine/sync/waitables.ts'
import type { Primitives, Waiter } from '../../../src/engine/sync/waiter.ts'
import { WAITING_OFFSET, waitingLayout, type Waiting } from '../../../src/engine/sync/waiting.ts'
import { syncMemory, WORDS_OFFSET } from '../../helpers/sync-memory.ts'

/** Memory on which a program's threads meet, with what their handles need. */
export interface Prepared<F extends Fields> {
  readonly words: Bound<F>
  readonly waiting: Waiting
  readonly locks: readonly LockWord[]
  readonly waitables: readonly Waitable[]
  /** Worker `index` of the program, with these primitives. */
  waiter(index: number, primitives: Primitives): Waiter
  /** `expects` is called with what is left, when every living thread is out of its waits. */
  program(
    name: string,
    threads: readonly ProgramThread[],
    expects?: (end: End) => void,
  ): Program & { readonly nameOf: (address: number) => string }
}

/**
 * A layout in the place where it lies behind the words by which workers wait.
 *
 * @param workers threads of the program that call primitives: the first ones
 */
export function prepared<F extends Fields>(
  layout: Layout<F>,
  workers: number,
  initialize: (words: Bound<F>, waiting: Waiting) => void,
): Prepared<F> {
  const { region, waiting, words } = syncMemory(layout, workers)
  initialize(words, waiting)
  const names = namesOf(layout)
  return {
    words,
    waiting,
    locks: locksOf(layout, WORDS_OFFSET),
    waitables: waitablesOf(layout, WORDS_OFFSET),
    waiter: (index, primitives) => ({
      worker: index,
      primitives,
      received: () => peek(recordOf(heldBy(index)) + RECEIVED),
    }),
    program: (name, threads, expects) => ({
      name,
      image: new Int32Array(region.buffer),
      threads,
      nameOf: address => names.get(address) ?? `word ${String(address)}`,
      atEnd(end) {
        for (let index = 0; index < workers; index++) {
          if (end.isDead(index)) continue
          const { waitingFor, waitEpoch } = waiting.records.of(index)
          const who = threads[index]?.name ?? ''
          end.assert(end.word(waitEpoch.address) % 2 === 0, `${who} has finished, and its epoch says that it waits`)
          end.assert(end.word(waitingFor.address) === 0, `${who} has finished, and says what it waits for`)
        }
        expects?.(end)
      },
    }),
  }
}

/** What people call each word: its place in the layout. */
function namesOf(layout: { readonly rows: Layout<Fields>['rows'] }): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  const add = (rows: typeof layout.rows, base: number): void => {
    for (const { path, offset, length, stride, copies } of rows) {
      for (let copy = 0; copy < copies; copy++) {
        for (let item = 0; item < length; item++) {
          const name = path.replace('[w]', `[${String(copy)}]`).replace('[i]', `[${String(item)}]`)
          names.set(base + offset + copy * stride + item * 4, name)
        }
      }
    }
  }
  add(waitingLayout.rows, WAITING_OFFSET)
  add(layout.rows, WORDS_OFFSET)
  return names
}
