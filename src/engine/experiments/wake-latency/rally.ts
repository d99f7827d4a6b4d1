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
 * Passes the ball to and fro until the trial is over. Each player writes down which turn it plays before it passes the
 * ball on, in a word that the link knows nothing of, and the partner holds that against its own count.
 */
export function rally(words: Bound<typeof memory.fields>, context: RoleContext, link: Link): void {
  const own = words.players.of(context.worker)
  const partner = words.players.of(partnerOf(context.worker))
  const { hits, outOfTurn } = own
  let turn = 0
  const play = (): void => {
    own.playing.cell[0] = turn
    if (context.probing) own.hitAt.value = context.nowNanos()
    link.hit(turn)
    hits.cell[0]++
  }
  const getBack = (): void => {
    link.receive(turn)
    if (context.probing) context.waited(context.nowNanos() - partner.hitAt.value)
    if (partner.playing.cell[0] !== turn) outOfTurn.cell[0]++
  }
  const serves = context.worker < partnerOf(context.worker)
  untilStopped(context, hits.cell, times => {
    for (let i = 0; i < times; i++) {
      turn += 1
      if (serves) play()
      getBack()
      if (!serves) play()
    }
  })
}
