import { LabError } from '../../base/errors.ts'
import { keysOf, mapValues } from '../../base/typed-object.ts'
import { MAX_WORKERS } from '../../contract/limits.ts'
import type { ResourceKind } from '../../contract/wait-graph.ts'
import { Block, Float, Floats, Slots, Word } from './cells.ts'

/**
 * Shared memory is declared once. A layout names every word, says who writes it and how, and yields offsets, typed
 * handles, a description (docs/memory-map.md) and a hash by which host and workers know that they mean the same words.
 */

/**
 * Two cache lines: x86 prefetches lines in pairs and some ARM cores have 128-byte lines, so words less than this apart
 * can slow each other down although nobody shares them.
 * @see crossbeam-utils `CachePadded`, which collects the vendors' statements
 */
export const LINE_BYTES = 128

/** How a word may be touched, and therefore why reading it is sound. */
export type Access = 'atomic' | 'racy' | 'single writer' | 'before start' | `under ${string}`

export interface FieldNotes {
  /** Who stores to it. */
  readonly writers: string
  readonly access: Access
  readonly doc: string
  readonly unit?: string
  /** Put it on a line of its own, so that traffic on it slows nothing else down. */
  readonly ownLine?: boolean
  /** What kind of owned word it is: by this, recovery and the wait-for graph find the locks of a run. */
  readonly lock?: LockKind
  /** What workers wait for when they wait for this word; mutexes, readers' slots and barriers need not say it. */
  readonly waitable?: ResourceKind
}

/** A word that names its holder, the slot of one reader, or a barrier, which a death breaks. */
export type LockKind = 'mutex' | 'fair-mutex' | 'reader-slot' | 'barrier'

export interface ScalarField<Kind extends 'i32' | 'f64' = 'i32' | 'f64'> extends FieldNotes {
  readonly kind: Kind
}

export interface PerWorker<Inner extends ScalarField | AnyLayout = ScalarField | AnyLayout> {
  readonly kind: 'per-worker'
  readonly each: Inner
}

/** Items side by side, as in a buffer; they share lines. */
export interface BlockField extends FieldNotes {
  readonly kind: 'block'
  readonly length: number
  /** Zeroed once, when a session begins, and not before each trial: for what is big and only read. */
  readonly kept?: boolean
}

/** The same of 64-bit floats, each with one writer. */
export interface FloatsField extends FieldNotes {
  readonly kind: 'floats'
  readonly length: number
}

export type Field = ScalarField | BlockField | FloatsField | PerWorker | AnyLayout
export interface Fields {
  readonly [name: string]: Field
}

/** The handle that a declared field becomes once it is bound to memory. */
export type Handle<F> =
  F extends ScalarField<'i32'>
    ? Word
    : F extends ScalarField<'f64'>
      ? Float
      : F extends BlockField
        ? Block
        : F extends FloatsField
          ? Floats
          : F extends PerWorker<infer Inner>
            ? Slots<Handle<Inner>>
            : F extends Layout<infer Inner>
              ? Bound<Inner>
              : never

export type Bound<F extends Fields> = { readonly [K in keyof F]: Handle<F[K]> }

/** One scalar word or one block as the memory map shows it; `stride` and `copies` are 0 and 1 outside per-worker fields. */
export interface MapRow {
  readonly path: string
  readonly kind: 'i32' | 'f64'
  readonly offset: number
  /** Items side by side; 1 outside blocks. */
  readonly length: number
  readonly stride: number
  readonly copies: number
  readonly notes: FieldNotes
}

/** What every layout offers when the types of its fields do not matter. */
export interface AnyLayout {
  readonly kind: 'layout'
  readonly name: string
  readonly byteLength: number
  /** Bytes from the start that are zeroed before each trial: all but what is kept. */
  readonly clearedBytes: number
  readonly hash: string
  /** Every scalar with its offset in bytes from the layout's start. */
  readonly rows: readonly MapRow[]
  bindAny(buffer: SharedArrayBuffer, offset: number): unknown
}

export interface Layout<F extends Fields> extends AnyLayout {
  readonly fields: F
  /** Typed handles onto the words at `offset` bytes into `buffer`. */
  bind(buffer: SharedArrayBuffer, offset: number): Bound<F>
}

/** A 32-bit signed integer. */
export function i32(notes: FieldNotes): ScalarField<'i32'> {
  return { kind: 'i32', ...notes }
}

/** A 64-bit float: nanoseconds and counts beyond 2^31. */
export function f64(notes: FieldNotes): ScalarField<'f64'> {
  return { kind: 'f64', ...notes }
}

/** So many 32-bit signed integers side by side, on lines of their own. */
export function block(length: number, notes: FieldNotes & Pick<BlockField, 'kept'>): BlockField {
  return { kind: 'block', length, ...notes }
}

/** So many 64-bit floats side by side, on lines of their own: moments of a clock. */
export function floats(length: number, notes: FieldNotes): FloatsField {
  return { kind: 'floats', length, ...notes }
}

/**
 * One copy for each of the {@link MAX_WORKERS} workers, each on its own line.
 * @throws {LabError} INTERNAL when the field has per-worker fields of its own
 */
export function perWorker<Inner extends ScalarField | AnyLayout>(each: Inner): PerWorker<Inner> {
  if (each.kind === 'layout' && each.rows.some(row => row.stride > 0)) {
    throw new LabError('INTERNAL', `layout ${each.name} is per worker already and cannot be repeated once more`)
  }
  return { kind: 'per-worker', each }
}

const SCALAR_BYTES = { i32: 4, f64: 8 } as const

function sizeOf(field: Field): number {
  switch (field.kind) {
    case 'i32':
    case 'f64':
      return SCALAR_BYTES[field.kind]
    case 'block':
      return SCALAR_BYTES.i32 * field.length
    case 'floats':
      return SCALAR_BYTES.f64 * field.length
    case 'per-worker':
      return strideOf(field) * MAX_WORKERS
    case 'layout':
      return field.byteLength
  }
}

function strideOf(field: PerWorker): number {
  return roundUp(sizeOf(field.each), LINE_BYTES)
}

function needsOwnLine(field: Field): boolean {
  return !isScalar(field) || field.ownLine === true
}

function isScalar(field: Field): field is ScalarField {
  return field.kind === 'i32' || field.kind === 'f64'
}

function roundUp(bytes: number, to: number): number {
  return Math.ceil(bytes / to) * to
}

/**
 * Declares shared memory. Scalars are packed in the order given, each aligned to its size; nested layouts, per-worker
 * fields and fields with `ownLine` start on a line of their own and end it.
 *
 * Guarantees: offsets depend on the declaration alone; fields never overlap; `byteLength` is a multiple of
 * {@link LINE_BYTES}.
 * @throws {LabError} INTERNAL when the layout has no fields, or one that is kept before one that is not
 */
export function layout<const F extends Fields>(name: string, fields: F): Layout<F> {
  const offsets = new Map<string, number>()
  let end = 0
  let lineIsTaken = false
  for (const [key, field] of Object.entries<Field>(fields)) {
    const ownLine = needsOwnLine(field)
    const alignment = ownLine || lineIsTaken ? LINE_BYTES : sizeOf(field)
    const offset = roundUp(end, alignment)
    offsets.set(key, offset)
    end = offset + sizeOf(field)
    lineIsTaken = ownLine
  }
  if (end === 0) throw new LabError('INTERNAL', `layout ${name} declares no memory`)

  const offsetOf = (key: string): number => offsets.get(key) ?? 0
  const byteLength = roundUp(end, LINE_BYTES)
  const rows = keysOf(fields).flatMap(key => rowsOf(key, fields[key], offsetOf(key)))
  const bind = (buffer: SharedArrayBuffer, offset: number): Bound<F> =>
    mapValues<F, Bound<F>>(fields, (field, key) => handleOf<F[keyof F]>(field, buffer, offset + offsetOf(key)))
  return {
    kind: 'layout',
    name,
    fields,
    byteLength,
    clearedBytes: clearedBytesOf(name, fields, offsetOf) ?? byteLength,
    hash: hashOf(name, rows),
    rows,
    bind,
    bindAny: bind,
  }
}

/** Where the kept fields begin, which are the last ones; undefined without one. */
function clearedBytesOf(name: string, fields: Fields, offsetOf: (key: string) => number): number | undefined {
  const isKept = (key: string): boolean => {
    const field = fields[key]
    return field?.kind === 'block' && field.kept === true
  }
  const keys = keysOf(fields)
  const first = keys.findIndex(isKept)
  if (first < 0) return undefined
  if (!keys.slice(first).every(isKept)) throw new LabError('INTERNAL', `layout ${name}: what is kept comes last`)
  return offsetOf(keys[first] ?? '')
}

function rowsOf(path: string, field: Field | undefined, offset: number): MapRow[] {
  if (field === undefined) return []
  switch (field.kind) {
    case 'i32':
    case 'f64':
      return [{ path, kind: field.kind, offset, length: 1, stride: 0, copies: 1, notes: field }]
    case 'block':
    case 'floats': {
      const kind = field.kind === 'block' ? 'i32' : 'f64'
      return [{ path: `${path}[i]`, kind, offset, length: field.length, stride: 0, copies: 1, notes: field }]
    }
    case 'layout':
      return field.rows.map(row => ({ ...row, path: `${path}.${row.path}`, offset: offset + row.offset }))
    case 'per-worker': {
      const each = rowsOf(`${path}[w]`, field.each, offset)
      return each.map(row => ({ ...row, stride: strideOf(field), copies: MAX_WORKERS }))
    }
  }
}

function handleOf<F extends Field>(field: F, buffer: SharedArrayBuffer, offset: number): Handle<F>
function handleOf(field: Field, buffer: SharedArrayBuffer, offset: number): unknown {
  switch (field.kind) {
    case 'i32':
      return new Word(buffer, offset)
    case 'f64':
      return new Float(buffer, offset)
    case 'block':
      return new Block(buffer, offset, field.length)
    case 'floats':
      return new Floats(buffer, offset, field.length)
    case 'layout':
      return field.bindAny(buffer, offset)
    case 'per-worker': {
      const slots = Array.from({ length: MAX_WORKERS }, (_, worker) =>
        handleOf(field.each, buffer, offset + worker * strideOf(field)),
      )
      return new Slots(slots)
    }
  }
}

/** FNV-1a over everything that decides where a word lies and what it means. */
function hashOf(name: string, rows: readonly MapRow[]): string {
  const text = JSON.stringify([
    name,
    rows.map(row => [row.path, row.kind, row.offset, row.length, row.stride, row.notes.access]),
  ])
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
