import type { Grade } from '../../contract/words.ts'
import type { Style } from '../terminal.ts'

/** Shape first, word second, colour third. */
export const GRADE_MARK: Readonly<Record<Grade, { readonly mark: string; readonly style: Style }>> = {
  acceptable: { mark: '✓', style: 'green' },
  interesting: { mark: '◆', style: 'yellow' },
  forbidden: { mark: '✗', style: 'red' },
}
