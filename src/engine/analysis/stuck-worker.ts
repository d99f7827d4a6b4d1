import type { ResourceKind } from '../../contract/wait-graph.ts'

/** What a worker was doing when nothing had been done for a while. */
export type StuckWorker = Waiting | Present | Gone

/** It waits for a word; what is not known of that word is left out. */
export interface Waiting {
  readonly does: 'waits'
  /** As people call it: `gate`, `mailbox[0].notFull`. */
  readonly forWord: string
  /** 0-based worker that owns it; null where nobody does, or nobody can. */
  readonly owner: number | null
  /** The wait has a time limit, and so ends by itself. */
  readonly timed: boolean
  /** It does not sleep: it looks at the word again and again, as the experiment declares. */
  readonly polls?: boolean
  readonly kind?: ResourceKind
  /** Permits that are out, items that are inside, and how many there can be. */
  readonly level?: { readonly used: number; readonly of: number }
  /** 0-based workers that can end waits for it, as the experiment declares them. */
  readonly suppliers?: readonly number[]
}

interface Present {
  readonly does: 'runs' | 'sleeps' | 'waits to start'
}

interface Gone {
  readonly does: 'has returned' | 'has thrown' | 'has died'
}

/** It has left its kernel, or its thread has ended: it will do nothing more for anybody. */
export function isGone(worker: StuckWorker): worker is Gone {
  return worker.does === 'has returned' || worker.does === 'has thrown' || worker.does === 'has died'
}
