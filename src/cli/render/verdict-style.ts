import type { Verdict } from '../../contract/words.ts'
import type { Style } from '../terminal.ts'

export const VERDICT_STYLE: Readonly<Record<Verdict, Style>> = {
  passed: 'green',
  failed: 'red',
  inconclusive: 'yellow',
}
