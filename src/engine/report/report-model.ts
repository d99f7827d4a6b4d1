import type { ReportFigure, ReportTable } from '../../contract/report-figure.ts'
import type { Grade, RunState, Verdict } from '../../contract/words.ts'

/** A report before it has a format: what it says and shows, in order. All text in it is plain text, but for prose. */
export interface Report {
  readonly head: ReportHead
  readonly sections: readonly Section[]
}

/** What stands above everything else. */
export interface ReportHead {
  /** Of a comparison there is none: it grades nothing. */
  readonly verdict: Verdict | null
  /** How it ended; of a comparison nothing. */
  readonly state: RunState | null
  readonly headline: string
  readonly note: string
  readonly simulated: boolean
  readonly experiment: string
  /** ISO 8601: when what it tells of was measured. */
  readonly recordedAt: string
  /** What it is a report of, piece by piece. */
  readonly about: readonly Piece[]
  /** A document that an HTML file carries along, so that it can be read back; null for none. */
  readonly embedded: object | null
}

/** Words, or a name that stands as it would be typed. */
export type Piece = { readonly words: string } | { readonly name: string }

export interface Section {
  readonly id: string
  readonly title: string
  readonly blocks: readonly Block[]
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'facts'; readonly facts: readonly { readonly name: string; readonly value: string }[] }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'grades'; readonly table: GradeTable }
  | { readonly kind: 'code'; readonly text: string; readonly label: string }
  /** Of the project's own lessons, in their Markdown. */
  | { readonly kind: 'prose'; readonly markdown: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'figure'; readonly figure: ReportFigure }

export interface Item {
  /** A fixed word in front; empty where there is none. */
  readonly word: string
  readonly text: string
}

/** Outcomes by variant. */
export interface GradeTable {
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly name: string
    /** Null where the variant has no such outcome; grade null for what carries none; how often it is, as far as known. */
    readonly cells: readonly ({ readonly count: number; readonly grade: Grade | null; readonly share: string } | null)[]
    readonly verdict: string
  }[]
}
