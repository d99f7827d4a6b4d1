/** Something in shared memory that is more or less full: permits in use, items in a buffer. */
export interface Level<M, P> {
  readonly name: string
  readonly title: string
  readonly unit: string
  readonly ceiling: (params: P) => number
  /** Called from the host while workers run: it only loads. */
  readonly of: (memory: M, params: P) => number
}

/** The same, bound to the memory of a session. */
export interface AttachedLevel extends Pick<Level<never, never>, 'name' | 'title' | 'unit'> {
  readonly ceiling: number
  read(): number
}
