import { createBirpc, type BirpcReturn } from 'birpc'
import type { DeskEvent, DeskFunctions, PageFunctions } from '../../src/contract/desk-wire.ts'
import type { Desk } from '../../src/host/desk.ts'

/** A page on the other side of the desk. */
export class Page {
  readonly desk: BirpcReturn<DeskFunctions, PageFunctions>
  readonly events: DeskEvent[] = []
  readonly frames: Float64Array[] = []
  readonly refusals: string[] = []
  hungUp = false
  /** What comes in without being asked for. */
  say: (message: unknown) => void = () => undefined
  leave: () => void = () => undefined

  constructor(at: Desk) {
    let hear: (message: unknown) => void = () => undefined
    at.connect({
      post: message => {
        hear(structuredClone(message))
      },
      frame: cells => {
        this.frames.push(cells)
      },
      onMessage: listener => {
        this.say = listener
      },
      onClose: listener => {
        this.leave = listener
      },
      close: () => {
        this.hungUp = true
      },
    })
    this.desk = createBirpc<DeskFunctions, PageFunctions>(
      {
        events: events => {
          this.events.push(...events)
        },
        refused: code => {
          this.refusals.push(code)
        },
      },
      {
        post: (message: unknown) => {
          this.say(structuredClone(message))
        },
        on: listener => {
          hear = listener
        },
        timeout: -1,
      },
    )
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind).filter(kind => kind !== 'phase-changed' && kind !== 'pool-changed')
  }
}
