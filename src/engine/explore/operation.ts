import type { Ghosts } from './program.ts'

export type OperationKind =
  | 'load'
  | 'peek'
  | 'store'
  | 'poke'
  | 'add'
  | 'exchange'
  | 'compareExchange'
  | 'wait'
  | 'notify'
  // Of the checker itself: they block.
  | 'nextDeath'
  | 'whenIdle'
  // Of the checker itself: no steps.
  | 'now'
  | 'look'
  | 'note'
  | 'announce'
  // Ways to end.
  | 'finished'
  | 'threw'
  | 'failed'

/** What a thread does next. Fields that its kind has no use for are 0, null and empty. */
export interface Operation {
  readonly kind: OperationKind
  readonly address: number
  /** Of `compareExchange` and `wait`. */
  readonly expected: number
  /** What is written, added or exchanged; of `wait`: the milliseconds; of `notify`: the count. */
  readonly value: number
  readonly change: ((ghosts: Ghosts) => number) | null
  /** Of an end: what went wrong. Of a note: what it says, if anything. */
  readonly text: string
}

export function isEnd({ kind }: Operation): boolean {
  return kind === 'finished' || kind === 'threw' || kind === 'failed'
}

/** Done in one step with the operation before, because it asks for something that any thread may change. */
export function isAside({ kind }: Operation): boolean {
  return kind === 'note' || kind === 'now' || kind === 'look'
}

/** Reads or writes one word, and can always be done. */
export function isAccess({ kind }: Operation): boolean {
  return mayWrite(kind) || kind === 'load' || kind === 'peek'
}

export function mayWrite(kind: OperationKind): boolean {
  return kind === 'store' || kind === 'poke' || kind === 'add' || kind === 'exchange' || kind === 'compareExchange'
}

/** What an access leaves in its word. */
export function written({ kind, expected, value }: Operation, before: number): number {
  if (kind === 'add') return (before + value) | 0
  if (kind === 'compareExchange') return before === expected ? value : before
  return mayWrite(kind) ? value : before
}

/** What an access returns. */
export function returned({ kind }: Operation, before: number): number {
  return kind === 'store' || kind === 'poke' ? 0 : before
}

/** Whether two runs of a thread did the same here. Changes of ghosts are functions and cannot be compared. */
export function isSame(a: Operation, kind: OperationKind, address: number, expected: number, value: number): boolean {
  return a.kind === kind && a.address === address && Object.is(a.expected, expected) && Object.is(a.value, value)
}
