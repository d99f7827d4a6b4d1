import { createBirpc, type BirpcReturn } from 'birpc'
import { Cancellation, unlessCancelled, type Cancelling } from '../base/cancellation.ts'
import { LabError, toLabError } from '../base/errors.ts'
import { answer, type Answer } from '../contract/answer.ts'
import { checkCall } from '../contract/desk-calls.ts'
import type { DeskEvent, DeskFunctions, PageFunctions } from '../contract/desk-wire.ts'
import { FrameOutlet } from './frame-outlet.ts'
import type { PageConnection } from './page-connection.ts'

/** One page at the desk. */
export class DeskPage {
  /** True once it has its snapshot: before that it would not know what events are about. */
  attached = false
  readonly frames: FrameOutlet
  readonly #connection: PageConnection
  readonly #rpc: BirpcReturn<PageFunctions, DeskFunctions>
  #report: Cancellation | null = null

  constructor(connection: PageConnection, functions: DeskFunctions) {
    this.#connection = connection
    this.frames = new FrameOutlet(cells => {
      connection.frame(cells)
    })
    this.#rpc = createBirpc<PageFunctions, DeskFunctions>(functions, {
      post: (message: object) => {
        connection.post(message)
      },
      on: listener => {
        connection.onMessage(message => {
          if (this.#accepts(message)) listener(message)
        })
      },
      timeout: -1,
    })
  }

  tell(events: readonly DeskEvent[]): void {
    void this.#rpc.events.asEvent(events)
  }

  /** Makes a report of which nobody waits for a second one meanwhile: the page that asks again, or leaves, ends it. */
  making<T>(make: (cancelling: Cancelling) => Promise<T>): Promise<Answer<T>> {
    this.cancelReport()
    const cancellation = new Cancellation()
    this.#report = cancellation
    return answer(() => unlessCancelled(cancellation, make(cancellation)))
  }

  cancelReport(): null {
    this.#report?.cancel()
    this.#report = null
    return null
  }

  forget(): void {
    this.cancelReport()
    this.#rpc.$close()
  }

  /** Whoever sends what no page of ours would send is told so, and hung up on. */
  #accepts(message: unknown): boolean {
    try {
      checkCall(message)
      return true
    } catch (thrown) {
      const { code, message: what } = thrown instanceof LabError ? thrown : toLabError(thrown)
      void this.#rpc.refused.asEvent(code, what).finally(() => {
        this.#connection.close()
      })
      return false
    }
  }
}
