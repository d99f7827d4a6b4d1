import type { FigureReplay } from '../contract/report-figure.ts'

/** Collects the moments of a figure; an element that several of them show is kept once. */
export class ReplayPieces {
  readonly #indexes = new Map<string, number>()
  readonly #pieces: string[] = []
  readonly #moments: { name: string; stretches: number[] }[] = []
  readonly #isOrdered: boolean

  /** @param isOrdered false where it does not matter what lies on what: moments that only add to others are then short */
  constructor(isOrdered: boolean) {
    this.#isOrdered = isOrdered
  }

  add(name: string, elements: readonly string[]): void {
    const indexes = elements.map(element => this.#indexOf(element))
    this.#moments.push({ name, stretches: stretchesOf(this.#isOrdered ? indexes : indexes.toSorted((a, b) => a - b)) })
  }

  /** @param left moments that were not added */
  replay(shown: number, left: number): FigureReplay | null {
    if (this.#moments.length < 2) return null
    return { pieces: this.#pieces, moments: this.#moments, shown, left }
  }

  #indexOf(element: string): number {
    const known = this.#indexes.get(element)
    if (known !== undefined) return known
    this.#indexes.set(element, this.#pieces.length)
    this.#pieces.push(element)
    return this.#pieces.length - 1
  }
}

function stretchesOf(indexes: readonly number[]): number[] {
  const stretches: number[] = []
  let end = -1
  for (const index of indexes) {
    if (index === end) stretches.push((stretches.pop() ?? 0) + 1)
    else stretches.push(index, 1)
    end = index + 1
  }
  return stretches
}

/** The pieces of a moment. */
export function piecesAt({ pieces, moments }: FigureReplay, moment: number): string[] {
  const stretches = moments[moment]?.stretches ?? []
  return stretches.flatMap((first, at) => (at % 2 === 0 ? pieces.slice(first, first + (stretches[at + 1] ?? 0)) : []))
}

/** Evenly spaced indexes of `count` things, at most so many, the first and the last among them, and `kept`. */
export function evenly(count: number, most: number, kept = count - 1): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index)
  const steps = Array.from({ length: most }, (_, step) => Math.round((step * (count - 1)) / (most - 1)))
  return [...new Set([...steps, kept])].toSorted((a, b) => a - b)
}
