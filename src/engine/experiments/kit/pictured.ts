import type { SpanState } from '../../../contract/timeline.ts'
import type { ParamValues } from '../../../contract/words.ts'
import type { AttachedLevel, Level } from './levels.ts'
import { attachTiles, type AttachedTiles, type Tiles } from './tiles.ts'

/** Something that lasted, by the clock that all workers share. */
export interface Span {
  /** Index into the rows. */
  readonly row: number
  readonly fromNanos: number
  /** Null where it has not ended. */
  readonly toNanos: number | null
  /** May be empty. */
  readonly label: string
  readonly does: SpanState
}

/** A turn of an event loop that was due, and how much later it came. */
export interface Lag {
  readonly dueNanos: number
  readonly lagNanos: number
}

export interface SpanRows {
  /** Their names, from the top. */
  readonly rows: readonly string[]
  readonly spans: readonly Span[]
  /** That there was no room for. */
  readonly dropped: number
}

/** What pictures of a probe show beside the workers' states and who holds which lock. */
export interface Pictured<Memory, Params> {
  /** Sampled while the workers run. */
  readonly levels?: readonly Level<Memory, Params>[]
  /** An image that workers finish tile by tile: sampled while they run, and read once more when they are done. */
  readonly tiles?: Tiles<Memory, Params>
  /** What kernels noted of what they did when: read when the workers are done. */
  readonly spans?: (memory: Memory, params: Params) => SpanRows
  /** How late an event loop came: read when the workers are done. */
  readonly lags?: (memory: Memory, params: Params) => readonly Lag[]
}

/** The same, bound to the memory of a session. */
export interface AttachedPictured {
  /** Ready to be read. */
  levels(params: ParamValues): readonly AttachedLevel[]
  /** Null where the experiment has no image. */
  tiles(params: ParamValues): AttachedTiles | null
  /** Null where the experiment notes none. */
  spans(params: ParamValues): SpanRows | null
  /** Null where the experiment notes none. */
  lags(params: ParamValues): readonly Lag[] | null
}

export function attachPictured<Memory, Params>(
  pictured: Pictured<Memory, Params>,
  memory: Memory,
  typed: (params: ParamValues) => Params,
): AttachedPictured {
  return {
    levels: values => {
      const params = typed(values)
      return (pictured.levels ?? []).map(({ name, title, unit, ceiling, of }) => {
        return { name, title, unit, ceiling: ceiling(params), read: () => of(memory, params) }
      })
    },
    tiles: values => (pictured.tiles === undefined ? null : attachTiles(pictured.tiles, memory, typed(values))),
    spans: params => pictured.spans?.(memory, typed(params)) ?? null,
    lags: params => pictured.lags?.(memory, typed(params)) ?? null,
  }
}
