/** Nobody yet; many. Else a thread. */
const NOBODY = -1
const MANY = -2
/** Whoever looks at the memory at the end. */
export const OBSERVER = 1_000

type Use = 'unused' | 'own' | 'constant' | 'published' | 'shared'

/**
 * Who touches which word, learned while searching.
 *
 * A step on a word that no other thread can change, and whose change no other thread can see, commutes with all their
 * steps: it needs no scheduling point of its own. That is assumed of every word until two threads are seen to share it;
 * a search that has relied on what then turns out to be wrong starts again ({@link mistaken}), so that what it ends with
 * is exact.
 */
export class Sharing {
  readonly #writers: number[] = []
  readonly #readers: number[] = []
  readonly #reliedOn: boolean[] = []
  #mistaken = false

  /** Whether a word that was relied on turned out to be more shared than it seemed. */
  get mistaken(): boolean {
    return this.#mistaken
  }

  startAgain(): void {
    this.#mistaken = false
  }

  touch(slot: number, thread: number, writes: boolean): void {
    const users = writes ? this.#writers : this.#readers
    const user = users[slot] ?? NOBODY
    if (user === thread || user === MANY) return
    const before = this.#use(slot)
    users[slot] = user === NOBODY ? thread : MANY
    if (this.#reliedOn[slot] !== true) return
    const after = this.#use(slot)
    const harmless = before === 'unused' || (before === 'own' && after === 'constant')
    if (after !== before && !harmless) this.#mistaken = true
  }

  /** Nobody may rely on the word from now on. */
  share(slot: number): void {
    this.#writers[slot] = MANY
    this.#readers[slot] = MANY
    this.#mistaken = true
  }

  /** Whether a thread's step on the word is nobody else's business. */
  isOwn(slot: number, thread: number, writes: boolean): boolean {
    const own =
      isAtMost(this.#writers[slot] ?? NOBODY, thread) && (!writes || isAtMost(this.#readers[slot] ?? NOBODY, thread))
    if (own) this.#reliedOn[slot] = true
    return own
  }

  #use(slot: number): Use {
    const writer = this.#writers[slot] ?? NOBODY
    const reader = this.#readers[slot] ?? NOBODY
    if (writer === NOBODY) return reader === NOBODY ? 'unused' : reader === MANY ? 'constant' : 'own'
    if (writer === MANY) return 'shared'
    return isAtMost(reader, writer) ? 'own' : 'published'
  }
}

function isAtMost(user: number, thread: number): boolean {
  return user === NOBODY || user === thread
}
