import type { Prng } from '../../src/base/prng.ts'
import {
  i32,
  layout,
  perWorker,
  type AnyLayout,
  type Bound,
  type Fields,
  type Layout,
} from '../../src/engine/memory/layout.ts'
import type { Waiter } from '../../src/engine/sync/waiter.ts'
import type { Waiting } from '../../src/engine/sync/waiting.ts'
import type { PrimitivesForm } from '../../src/contract/words.ts'
import { WORDS_OFFSET } from '../helpers/sync-memory.ts'

/** What one contest is about; what `kind` and `size` choose is the contest's own business. */
export interface Options {
  readonly workers: number
  /** How much each worker, or all together, have to do. */
  readonly rounds: number
  readonly seed: number
  readonly kind: string
  readonly size: number
  /** Of the workers, those that put items in. */
  readonly producers: number
}

/** Which code contestants run: a form of the shipped one, or a broken twin made of it, by the URL of its module. */
export type Code = PrimitivesForm | { readonly twin: string }

/** The words by which contestants meet, and by which the host ends a contest that goes on until then. */
export const controlLayout = layout('control', {
  arrived: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'workers at the start line' }),
  over: i32({ writers: 'the host', access: 'atomic', ownLine: true, doc: '1 = workers end as soon as they can' }),
  changes: i32({ writers: 'every worker', access: 'atomic', ownLine: true, doc: 'grows when the host should look' }),
  grave: i32({
    writers: 'nobody',
    access: 'atomic',
    ownLine: true,
    doc: 'a halted worker sleeps on it until it is ended',
  }),
  cells: perWorker(
    layout('contestant', {
      fuse: i32({
        writers: 'the host, the worker',
        access: 'atomic',
        doc: 'steps that the worker has left, 0 = no limit',
      }),
      halted: i32({ writers: 'the worker', access: 'atomic', doc: '1 = it took its last step' }),
    }),
  ),
})

export type Control = Bound<typeof controlLayout.fields>

/** Where the words of a contest lie. */
export const CONTEST_OFFSET = WORDS_OFFSET + controlLayout.byteLength

/** What a worker of a contest is given. */
export interface Contestant {
  readonly worker: number
  readonly options: Options
  readonly waiter: Waiter
  readonly waiting: Waiting
  readonly control: Control
  readonly prng: Prng
  /** The clock of all threads, also the primitives'. */
  readonly nowMillis: () => number
  /** Says that a property broke. */
  readonly fault: (what: string) => void
  /** A figure to be published; figures of one name are collected over the workers. */
  readonly figure: (name: string, value: number) => void
  /** A point between two steps where a worker may be made to die. */
  readonly step: () => void
  /** Takes a little time, now and then a nap, so that others come and find things as they are now. */
  readonly linger: () => void
}

/** What is left of a contest's types once it is bound to memory. */
export interface OpenContest {
  prepare(options: Options): void
  compete(contestant: Contestant): void
  /** What is wrong with the words once all have ended. */
  faults(options: Options, figures: Figures): readonly string[]
}

export type Figures = Readonly<Record<string, readonly number[]>>

export interface Contest {
  readonly layout: AnyLayout
  open(buffer: SharedArrayBuffer): OpenContest
}

export interface ContestNotes<F extends Fields> {
  readonly layout: Layout<F>
  prepare?(words: Bound<F>, options: Options): void
  compete(words: Bound<F>, contestant: Contestant): void
  faults?(words: Bound<F>, options: Options, figures: Figures): readonly (string | false)[]
}

/** A contest: shared words, what each worker does to them, and what must be true of them afterwards. */
export function defineContest<F extends Fields>(notes: ContestNotes<F>): Contest {
  return {
    layout: notes.layout,
    open(buffer) {
      const words = notes.layout.bind(buffer, CONTEST_OFFSET)
      return {
        prepare: options => notes.prepare?.(words, options),
        compete(contestant) {
          notes.compete(words, contestant)
        },
        faults: (options, figures) => (notes.faults?.(words, options, figures) ?? []).filter(fault => fault !== false),
      }
    },
  }
}

/** `claim` with the values in question, when it does not hold. */
export function unless(holds: boolean, claim: string): string | false {
  return holds ? false : claim
}

export function sum(values: readonly number[] = []): number {
  return values.reduce((total, value) => total + value, 0)
}
