import { add } from '../../memory/atomics.ts'
import { block, floats, i32, layout, type Bound, type Fields, type Layout } from '../../memory/layout.ts'
import type { Span } from './pictured.ts'
import type { RoleContext } from './role-context.ts'

const fields = (capacity: number) =>
  ({
    noted: i32({
      writers: 'who notes a span, in a probe',
      access: 'atomic',
      ownLine: true,
      unit: 'spans',
      doc: 'spans that were begun; those beyond the room are counted only',
    }),
    row: block(capacity, { writers: 'who notes the span', access: 'single writer', doc: 'per span: its row' }),
    what: block(capacity, { writers: 'who notes the span', access: 'single writer', doc: 'per span: what it was' }),
    from: floats(capacity, {
      writers: 'who notes the span',
      access: 'single writer',
      unit: 'ns',
      doc: 'its beginning',
    }),
    to: floats(capacity, {
      writers: 'who notes the span',
      access: 'single writer',
      unit: 'ns',
      doc: 'its end; 0 = it has not ended',
    }),
  }) satisfies Fields

type NoteFields = ReturnType<typeof fields>
type SpanMemory = Bound<NoteFields>

/** Room for what kernels do in a probe, for {@link SpanNotes}. */
export function spanNotes(capacity: number): Layout<NoteFields> {
  return layout('span-notes', fields(capacity))
}

/** What somebody noted who found no room, or does not note at all. */
const NOT_NOTED = -1

/** Notes what a kernel does when, in a probe. In trials that count it does nothing and reads no clock. */
export class SpanNotes {
  readonly #memory: SpanMemory
  readonly #context: Pick<RoleContext, 'probing' | 'nowNanos'>

  constructor(memory: SpanMemory, context: Pick<RoleContext, 'probing' | 'nowNanos'>) {
    this.#memory = memory
    this.#context = context
  }

  /**
   * @param what an i32, to be put in words by {@link notedSpans}
   * @returns for {@link end}
   */
  begin(row: number, what: number): number {
    if (!this.#context.probing) return NOT_NOTED
    const note = add(this.#memory.noted.cell, 1)
    if (note >= this.#memory.row.items.length) return NOT_NOTED
    this.#memory.row.items[note] = row
    this.#memory.what.items[note] = what
    this.#memory.from.items[note] = this.#context.nowNanos()
    return note
  }

  end(note: number): void {
    if (note !== NOT_NOTED) this.#memory.to.items[note] = this.#context.nowNanos()
  }
}

/** What was noted, when the workers are done. */
export function notedSpans(
  memory: SpanMemory,
  tell: (what: number) => Pick<Span, 'label' | 'does'>,
): { readonly spans: readonly Span[]; readonly dropped: number } {
  const noted = memory.noted.load()
  const room = memory.row.items.length
  const spans = Array.from({ length: Math.min(noted, room) }, (_, note): Span => {
    const to = memory.to.items[note] ?? 0
    return {
      row: memory.row.items[note] ?? 0,
      fromNanos: memory.from.items[note] ?? 0,
      toNanos: to === 0 ? null : to,
      ...tell(memory.what.items[note] ?? 0),
    }
  })
  return { spans, dropped: Math.max(0, noted - room) }
}
