import { createLogUpdate } from 'log-update'
import { counted, formatBytes, formatCount, formatMillis, formatRate } from '../base/units.ts'
import type { ExploreProgress } from '../contract/exploration.ts'
import type { OverlayProgress } from '../contract/overlay.ts'

/** One line while a search, or rounds beside it, go on, repainted in place on the message stream. */
export class ExploringLine {
  readonly #watched: boolean
  readonly #paint: ReturnType<typeof createLogUpdate>

  /** @param watched false: nothing is painted */
  constructor(watched: boolean) {
    this.#watched = watched
    this.#paint = createLogUpdate(process.stderr)
  }

  show({ states, ahead, preemptions, memoryBytes, millis }: ExploreProgress): void {
    if (!this.#watched) return
    const rate = millis > 0 ? `${formatRate((states / millis) * 1000)}/s` : ''
    this.#paint(
      [
        counted(states, 'state'),
        `${String(ahead)} ahead`,
        rate,
        `all below ${counted(preemptions, 'preemption')}`,
        formatBytes(memoryBytes),
        formatMillis(millis),
      ].join(' · '),
    )
  }

  showRounds({ rounds, of, millis }: OverlayProgress): void {
    if (!this.#watched) return
    const rate = millis > 0 ? `${formatRate((rounds / millis) * 1000)}/s` : ''
    this.#paint([`${formatCount(rounds)} of ${counted(of, 'round')}`, rate, formatMillis(millis)].join(' · '))
  }

  /** Takes the line away. */
  end(): void {
    if (!this.#watched) return
    this.#paint.clear()
    this.#paint.done()
  }
}
