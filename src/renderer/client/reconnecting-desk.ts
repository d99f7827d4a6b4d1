import type { DeskSnapshot } from '../../contract/desk-wire.ts'
import { DeskClient, type DeskListener } from './desk-client.ts'
import { reported } from './reported.ts'
import { SessionRefused, type OpenTransport } from './transport.ts'

/** `refused`: the shell knows no session of this page, so trying again is of no use. */
export type ConnectionState = 'connecting' | 'attached' | 'lost' | 'refused'

export interface ConnectionListener extends Omit<DeskListener, 'closed'> {
  stateChanged(state: ConnectionState): void
  /** After every (re)connect: all that a page needs to draw itself. */
  attached(snapshot: DeskSnapshot): void
}

/** Waits before each further try; the last one repeats. */
const BACK_OFF_MILLIS = [0, 250, 500, 1_000, 2_000, 5_000] as const
const LONGEST_WAIT_MILLIS = 5_000
/** A connection that ends sooner counts as one more failed try, so that nobody hammers a host that dies at once. */
const LASTING_MILLIS = 5_000

/** A connection to the desk that comes back by itself, and attaches again each time. */
export class ReconnectingDesk {
  readonly #open: OpenTransport
  readonly #listener: ConnectionListener
  #state: ConnectionState = 'connecting'
  #client: DeskClient | null = null
  #tries = 0
  #attachedAtMillis = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #opening = false
  #ended = false

  constructor(open: OpenTransport, listener: ConnectionListener) {
    this.#open = open
    this.#listener = listener
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** The desk; null while it is not attached. */
  get client(): DeskClient | null {
    return this.#state === 'attached' ? this.#client : null
  }

  /** Tries now: at first, and whenever there is reason to hope (the page is seen again, the network is back). */
  tryNow(): void {
    if (this.#ended || this.#opening || this.#client !== null || this.#state === 'refused') return
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    void this.#connect()
  }

  end(): void {
    this.#ended = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#client?.close()
    this.#client = null
  }

  async #connect(): Promise<void> {
    this.#opening = true
    try {
      const transport = await this.#open()
      if (this.#ended) {
        transport.close()
        return
      }
      const client = new DeskClient(transport, {
        events: events => this.#listener.events(events),
        frame: cells => this.#listener.frame(cells),
        refused: (code, message) => this.#listener.refused(code, message),
        closed: () => this.#lost(client),
      })
      this.#client = client
      const snapshot = await client.attach()
      this.#attachedAtMillis = Date.now()
      this.#enter('attached')
      reported(() => this.#listener.attached(snapshot))
    } catch (thrown) {
      if (thrown instanceof SessionRefused) this.#enter('refused')
      else this.#failed(thrown)
    } finally {
      this.#opening = false
    }
  }

  /** The way ended, or the desk refused to attach: either way this client is of no further use. */
  #failed(thrown: unknown): void {
    console.warn('No connection to the lab.', thrown)
    const client = this.#client
    this.#client = null
    client?.close()
    this.#tryLater()
  }

  #lost(client: DeskClient): void {
    // While attaching, the rejected call leads to #failed.
    if (this.#client !== client || this.#opening) return
    this.#client = null
    if (Date.now() - this.#attachedAtMillis >= LASTING_MILLIS) this.#tries = 0
    this.#tryLater()
  }

  #tryLater(): void {
    if (this.#ended || this.#timer !== null) return
    this.#enter('lost')
    const wait = BACK_OFF_MILLIS[this.#tries] ?? LONGEST_WAIT_MILLIS
    this.#tries += 1
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#connect()
    }, wait)
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    reported(() => this.#listener.stateChanged(state))
  }
}
