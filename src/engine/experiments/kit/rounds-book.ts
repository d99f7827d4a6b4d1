import { LabError } from '../../../base/errors.ts'
import { block, i32, layout, type Bound } from '../../memory/layout.ts'

/** Ends that can be told apart; a model small enough to be searched has fewer. */
const MOST_ENDS = 1_024

export const roundsBookLayout = layout('rounds-book', {
  rounds: i32({ writers: 'worker 0', access: 'single writer', unit: 'rounds', doc: 'rounds that are booked' }),
  ends: i32({ writers: 'worker 0', access: 'single writer', doc: 'different ends so far' }),
  outcomes: block(MOST_ENDS, {
    writers: 'worker 0',
    access: 'single writer',
    doc: 'by end: its outcome, as the experiment lists them; -1 = one that nobody declared, -2 = a check failed',
  }),
  values: block(MOST_ENDS, { writers: 'worker 0', access: 'single writer', doc: 'by end: the number that came out' }),
  counts: block(MOST_ENDS, { writers: 'worker 0', access: 'single writer', unit: 'rounds', doc: 'by end: rounds' }),
})

/** How often rounds came to which end: written by one worker, read when all are done. */
export class RoundsBook {
  readonly #words: Bound<typeof roundsBookLayout.fields>
  readonly #places = new Map<string, number>()

  constructor(words: Bound<typeof roundsBookLayout.fields>) {
    this.#words = words
  }

  /** @throws {LabError} INTERNAL where there are more ends than a model could have */
  add(outcome: number, value: number): void {
    const { rounds, ends, outcomes, values, counts } = this.#words
    const key = `${String(outcome)} ${String(value)}`
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.#places.size
      if (place === MOST_ENDS) throw new LabError('INTERNAL', `rounds came to more than ${String(MOST_ENDS)} ends`)
      this.#places.set(key, place)
      outcomes.items[place] = outcome
      values.items[place] = value
      ends.cell[0] = place + 1
    }
    counts.items[place] = (counts.items[place] ?? 0) + 1
    rounds.cell[0] += 1
  }
}

/** What was booked. */
export function readBook({ rounds, ends, outcomes, values, counts }: Bound<typeof roundsBookLayout.fields>): {
  readonly rounds: number
  readonly ends: readonly { readonly outcome: number; readonly value: number; readonly rounds: number }[]
} {
  return {
    rounds: rounds.load(),
    ends: Array.from({ length: ends.load() }, (_, place) => ({
      outcome: outcomes.items[place] ?? 0,
      value: values.items[place] ?? 0,
      rounds: counts.items[place] ?? 0,
    })),
  }
}
