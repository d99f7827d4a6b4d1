import type { I32Cell } from '../../memory/cells.ts'
import type { Bound } from '../../memory/layout.ts'
import type { RoleContext } from '../kit/role-context.ts'
import { untilStopped } from '../kit/until-stopped.ts'
import type { memory } from './experiment.ts'

/** How a variant tells the partner that it is its turn, and waits for its own. */
interface Link {
  hit(turn: number): void
  receive(turn: number): void
}

/** Workers play in pairs: 0 with 1, 2 with 3 and so on. */
export function partnerOf(worker: number): number {
  return worker ^ 1
}

/**
 * One player's side of the game. It writes down which turn it plays before it passes the ball on, in a word that the link
 * knows nothing of, and its partner holds that against its own count.
 */
class Side {
  readonly serves: boolean
  readonly hits: I32Cell
  readonly #context: RoleContext
  readonly #own: Player
  readonly #partner: Player

  constructor({ players }: Bound<typeof memory.fields>, context: RoleContext) {
    this.#context = context
    this.#own = players.of(context.worker)
    this.#partner = players.of(partnerOf(context.worker))
    this.serves = context.worker < partnerOf(context.worker)
    this.hits = this.#own.hits.cell
  }

  hit(turn: number, link: (turn: number) => void): void {
    this.#own.playing.cell[0] = turn
    if (this.#context.probing) this.#own.hitAt.value = this.#context.nowNanos()
    link(turn)
    this.hits[0]++
  }

  gotBack(turn: number): void {
    if (this.#context.probing) this.#context.waited(this.#context.nowNanos() - this.#partner.hitAt.value)
    if (this.#partner.playing.cell[0] !== turn) this.#own.outOfTurn.cell[0]++
  }
}

type Player = ReturnType<Bound<typeof memory.fields>['players']['of']>

/** Passes the ball to and fro until the trial is over. */
export function rally(words: Bound<typeof memory.fields>, context: RoleContext, link: Link): void {
  const side = new Side(words, context)
  const hit = (turn: number): void => {
    link.hit(turn)
  }
  let turn = 0
  untilStopped(context, side.hits, times => {
    for (let i = 0; i < times; i++) {
      turn += 1
      if (side.serves) side.hit(turn, hit)
      link.receive(turn)
      side.gotBack(turn)
      if (!side.serves) side.hit(turn, hit)
    }
  })
}

/** The same where waiting gives the thread back to its event loop. */
export async function rallyByEvents(
  words: Bound<typeof memory.fields>,
  context: RoleContext,
  link: { hit(turn: number): void; receive(turn: number): Promise<void> },
): Promise<void> {
  const side = new Side(words, context)
  const hit = (turn: number): void => {
    link.hit(turn)
  }
  try {
    for (let turn = 1; !context.stopRequested(); turn++) {
      if (side.serves) side.hit(turn, hit)
      await link.receive(turn)
      side.gotBack(turn)
      if (!side.serves) side.hit(turn, hit)
      context.setCompleted(side.hits[0])
    }
  } finally {
    context.setCompleted(side.hits[0])
  }
}
