import type { RunEntry } from '../../../contract/history.ts'
import { markOfVerdict, type MarkKind } from '../../app/marks.ts'

/** The mark of a run in the list: its verdict's, but that a bug which showed itself as it should is what one came to see. */
export function markOfEntry({ state, verdict, interesting }: RunEntry): MarkKind {
  if (state === 'under-way') return 'live'
  return verdict === 'passed' && interesting ? 'interesting' : markOfVerdict(verdict)
}

/** What stands beside the mark. */
export function wordOfEntry({ state, verdict }: RunEntry): string {
  switch (state) {
    case 'under-way':
      return 'under way'
    case 'completed':
      return verdict
    case 'timed-out':
      return 'timed out'
    case 'cancelled':
    case 'crashed':
    case 'interrupted':
    case 'failed':
      return state
  }
}

/** The sentence of a run, which one that goes on has not got yet. */
export function sentenceOf({ state, headline, kind }: RunEntry): string {
  return state === 'under-way' ? `The ${kind} goes on.` : headline
}

/** By the reader's clock, to the minute. @param at ISO 8601 */
export function dateTime(at: string): string {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const day = `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
