/** A figure of a report, drawn: what it shows in a picture, in words and in numbers. */
export interface ReportFigure {
  /** Unlike those of all other figures of the report; letters, digits and dashes. */
  readonly id: string
  /** Where it belongs: with the charts, or with who waited for whom. */
  readonly about: 'charts' | 'waits'
  /** The variant whose figure it is; null for one of all variants. */
  readonly variant: string | null
  readonly title: string
  readonly caption: string
  /** For those who do not see it. */
  readonly finding: string
  /** What was left out of it. */
  readonly notes: readonly string[]
  readonly table: ReportTable | null
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** One `svg` element whose colours are the custom properties of the page around it. */
  readonly inPage: string
  /** A whole file: with its title and caption, on its own ground, with light colours as values. */
  file(): string
  /** What a script can show of it, moment by moment. */
  readonly replay: FigureReplay | null
}

/** Rows of equal length; the first column names its row. */
export interface ReportTable {
  readonly caption: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** A figure's moments. What moments share is there once. */
export interface FigureReplay {
  /** Elements of SVG. */
  readonly pieces: readonly string[]
  readonly moments: readonly {
    readonly name: string
    /** Stretches of pieces, in the order in which they lie on one another: first, how many, first, how many … */
    readonly stretches: readonly number[]
  }[]
  /** The moment that the figure shows without a script. */
  readonly shown: number
  /** Moments that are not among them. */
  readonly left: number
}
