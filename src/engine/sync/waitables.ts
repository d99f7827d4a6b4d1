import { holderOf } from '../../base/lock-word.ts'
import type { ResourceKind } from '../../contract/wait-graph.ts'
import type { AnyLayout, FieldNotes, LockKind } from '../memory/layout.ts'

/** Something that workers may wait for, with the word that a waiting worker names and that says who has it. */
export interface Waitable {
  /** As people call it, by its place in the layout: `gate`, `fork[3]`. */
  readonly name: string
  readonly kind: ResourceKind
  /** Bytes from the start of the region. */
  readonly address: number
  /** 0-based, of a reader's slot: the only worker that can own it; else null. */
  readonly reader: number | null
  /** The name of the readers-writer lock that a reader's slot belongs to; else its own. */
  readonly lock: string
}

/** All resources of a layout that lies at `offset`. */
export function waitablesOf(layout: AnyLayout, offset: number): readonly Waitable[] {
  return layout.rows.flatMap(({ path, offset: own, stride, copies, notes }) => {
    const kind = kindOf(notes)
    if (kind === undefined) return []
    return Array.from({ length: copies }, (_, copy) => ({
      ...namesOf(path, kind, copy),
      kind,
      address: offset + own + copy * stride,
      reader: kind === 'reader' ? copy : null,
    }))
  })
}

/** A primitive goes by its own name, not by that of the word inside it: `gate`, `forks[3]`. */
export function primitiveName(path: string, copy: number): string {
  const named = path.replace('[w]', `[${String(copy)}]`)
  const dot = named.lastIndexOf('.')
  return dot < 0 ? named : named.slice(0, dot)
}

/** @returns the 0-based owner that a resource's word names, -1 = nobody */
export function ownerIn({ kind, reader }: Pick<Waitable, 'kind' | 'reader'>, word: number): number {
  if (kind === 'mutex' || kind === 'rw-lock') return holderOf(word)
  return kind === 'reader' && word !== 0 && reader !== null ? reader : -1
}

function kindOf({ lock, waitable }: FieldNotes): ResourceKind | undefined {
  return waitable ?? (lock === undefined ? undefined : KIND_OF_LOCK[lock])
}

const KIND_OF_LOCK = {
  mutex: 'mutex',
  'fair-mutex': 'mutex',
  'reader-slot': 'reader',
  barrier: 'barrier',
} as const satisfies Record<LockKind, ResourceKind>

/** The gate of a readers-writer lock is the lock; a reader's slot is what that reader has of it. */
function namesOf(path: string, kind: ResourceKind, copy: number): { readonly name: string; readonly lock: string } {
  const name = primitiveName(path, copy)
  const lock = kind === 'rw-lock' ? name.replace(/\.gate$/, '') : name
  return { name: kind === 'reader' ? `${lock} (reader ${String(copy + 1)})` : lock, lock }
}
