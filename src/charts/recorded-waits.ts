import { workerName } from '../base/text.ts'
import { counted, formatMillis } from '../base/units.ts'
import type { Recording, WaitEnd } from '../contract/run-document.ts'
import type { ChartTable } from './table-of.ts'

/** One recorded wait; see the document's `recording`. */
export interface Wait {
  readonly worker: number
  readonly forWord: string
  readonly fromMillis: number
  readonly toMillis: number | null
  readonly timed: boolean
  readonly end: WaitEnd
  readonly wokenBy: number | null
  readonly wokenAtMillis: number | null
}

/** The document's lists, wait by wait. */
export function waitsIn({ waits, words }: Recording): Wait[] {
  return waits.worker.map((worker, index) => ({
    worker,
    forWord: words[waits.word[index] ?? -1] ?? 'unknown',
    fromMillis: waits.fromMillis[index] ?? 0,
    toMillis: waits.toMillis[index] ?? null,
    timed: waits.timed[index] ?? false,
    end: waits.end[index] ?? 'open',
    wokenBy: waits.wokenBy[index] ?? null,
    wokenAtMillis: waits.wokenAtMillis[index] ?? null,
  }))
}

/** A page shows no more rows. */
const MOST_ROWS = 500

/** Each wait with who ended it. */
export function waitTable(waits: readonly Wait[]): ChartTable {
  const shown = waits.slice(0, MOST_ROWS)
  const first = shown.length < waits.length ? `the first ${String(MOST_ROWS)} of ` : ''
  const nth = new Map<number, number>()
  return {
    caption: `${first}${counted(waits.length, 'wait')}, in the order in which they began`,
    columns: ['wait', 'for', 'began at', 'lasted', 'ended by'],
    rows: shown.map(wait => {
      const { worker, forWord, fromMillis, toMillis } = wait
      const own = (nth.get(worker) ?? 0) + 1
      nth.set(worker, own)
      const lasted = toMillis === null ? 'did not end' : formatMillis(toMillis - fromMillis)
      return [`${workerName(worker)}, ${String(own)}`, forWord, formatMillis(fromMillis), lasted, endInWords(wait)]
    }),
  }
}

function endInWords({ end, wokenBy, timed }: Wait): string {
  switch (end) {
    case 'woken':
      return wokenBy === null ? 'the lab, at the end of the trial' : `${workerName(wokenBy)}, who woke it`
    case 'looked':
      return 'itself, by a look'
    case 'time-limit':
      return 'its time limit'
    case 'open':
      return timed ? 'nobody, nor its time limit' : 'nobody'
  }
}
