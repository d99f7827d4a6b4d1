import { FINDING_WORDS } from '../../contract/findings-in-words.ts'
import { cycleInWords } from '../../contract/cycle-in-words.ts'
import { proofRows, proofWords } from '../../contract/proof-in-words.ts'
import type { RunDocument } from '../../contract/run-document.ts'
import type { Block } from './report-model.ts'

/** The first proof of each variant: what was read, and why that proves it. */
export function proofBlocks({ variants }: RunDocument): Block[] {
  return variants.flatMap(({ variant, deadlocks }): Block[] => {
    const finding = deadlocks.find(({ kind, proved }) => kind === 'deadlock' && proved)
    if (finding === undefined) return []
    const rows = proofRows(finding).map(row => [
      row.worker,
      row.holds,
      row.waitsFor,
      row.ownerWord,
      row.epochBefore,
      row.epochAfter,
      row.sameWait === null ? '' : row.sameWait ? 'yes' : 'no',
      row.waiting,
    ])
    return [
      { kind: 'heading', text: `Proof: ${variant}, trial ${String(finding.trial + 1)}` },
      { kind: 'text', text: `${FINDING_WORDS.deadlock}: ${cycleInWords(finding.cycle)}` },
      { kind: 'text', text: `${proofWords(finding)}.` },
      { kind: 'table', table: { caption: '', columns: COLUMNS, rows } },
    ]
  })
}

const COLUMNS = [
  'worker',
  'holds',
  'waits for',
  'owner word says',
  'epoch, 1st reading',
  'epoch, 2nd reading',
  'same wait?',
  'waiting',
]
