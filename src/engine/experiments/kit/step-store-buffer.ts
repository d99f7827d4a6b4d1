import { channel, receive, send, type StepChannel } from './step-channel.ts'
import { register, word, type Register, type Word } from './step-values.ts'
import { at, load, repeat, set, until, when, type Statement } from './steps.ts'

/**
 * The store buffer of one processor, as x86 has it: a plain store is put into the buffer and reaches memory later, in order;
 * the processor itself sees its own last store, all others see memory. What drains it is a worker of its own.
 *
 * Source: P. Sewell, S. Sarkar, S. Owens, F. Zappa Nardelli, M. O. Myreen, "x86-TSO" (2010).
 */
export interface StoreBuffer {
  /** An item says which target, and which value. */
  readonly queue: StepChannel
  readonly targets: readonly Target[]
}

interface Target {
  readonly memory: Word
  /** Stores of it that are in the buffer. */
  readonly pending: Word
  /** The last value of them. */
  readonly last: Word
}

/** Values are from 0 to this, exclusive. */
const VALUES = 1_000

/** @param capacity stores that wait in it at most */
export function storeBuffer(name: string, capacity: number, words: readonly Word[]): StoreBuffer {
  return {
    queue: channel(name, capacity),
    targets: words.map((memory, target) => ({
      memory,
      pending: word(`${name} pending ${String(target)}`),
      last: word(`${name} last ${String(target)}`),
    })),
  }
}

/** A plain store: one step, after which it is in the buffer. */
export function plainStore({ queue, targets }: StoreBuffer, into: Word, value: number): readonly Statement[] {
  return targets.flatMap(({ memory, pending, last }, target) =>
    memory === into ? [...send(queue, target * VALUES + value), set(pending, pending.plus(1)), set(last, value)] : [],
  )
}

/** A plain load: one step, which finds the own last store, if there is one in the buffer, or else what memory holds. */
export function plainLoad({ targets }: StoreBuffer, into: Register, from: Word): readonly Statement[] {
  const own = targets.filter(({ memory }) => memory === from)
  return [load(into, from), ...own.map(({ pending, last }) => when(pending.isAbove(0), [set(into, last)]))]
}

/** The worker that drains a buffer. @param stores that go through it in all */
export function drain({ queue, targets }: StoreBuffer, stores: number): readonly Statement[] {
  const item = register('item')
  return [
    repeat(
      stores,
      at(
        'the oldest store reaches memory',
        ...receive(item, queue),
        ...targets.map(({ memory, pending, last }, target) =>
          when(item.dividedBy(VALUES).equals(target), [
            set(memory, item.modulo(VALUES)),
            set(pending, pending.minus(1)),
            when(pending.not(), [set(last, 0)]),
          ]),
        ),
      ),
    ),
  ]
}

/** Waits until all stores of the buffer have reached memory, as atomic accesses do. */
export function empty({ queue }: StoreBuffer): readonly Statement[] {
  return [until(queue.count.equals(0))]
}
