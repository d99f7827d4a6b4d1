/** Seen in a run: a worker acquired a lock while it held others. */
export interface LockOrderEdge {
  /** 0-based. */
  readonly worker: number
  /** What it held then, by name; at least one lock. */
  readonly held: readonly string[]
  readonly acquired: string
}
