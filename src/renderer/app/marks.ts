import type { RunDocument } from '../../contract/run-document.ts'
import type { Grade, Verdict } from '../../contract/words.ts'

/** The shapes of the visual language that these screens need; each means one thing. */
export type MarkKind = Grade | 'inconclusive' | 'deadlock' | 'stalled' | 'live' | 'simulated'

export function markOfVerdict(verdict: Verdict): MarkKind {
  switch (verdict) {
    case 'passed':
      return 'acceptable'
    case 'failed':
      return 'forbidden'
    case 'inconclusive':
      return 'inconclusive'
  }
}

/** The mark of a whole run: its verdict's, but that a bug which showed itself as it should is what one came to see. */
export function markOfRun({ verdict, variants }: RunDocument): MarkKind {
  const seen = variants.some(({ outcomes }) => outcomes.some(row => row.grade === 'interesting' && row.count > 0))
  return verdict === 'passed' && seen ? 'interesting' : markOfVerdict(verdict)
}

/** What a mark of a run says in words. */
export function wordOfRun(document: RunDocument): string {
  const mark = markOfRun(document)
  if (mark === 'interesting') return 'passed, an interesting outcome was seen'
  return document.verdict
}
