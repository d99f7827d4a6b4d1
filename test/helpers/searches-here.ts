import { runSearchBody } from '../../src/engine/explore/search-body.ts'
import type { ToSearch } from '../../src/engine/explore/search-protocol.ts'
import type { ThreadListener, Threads } from '../../src/engine/ports.ts'

/** The host posts nothing else. */
function isToSearch(message: unknown): message is ToSearch {
  return typeof message === 'object' && message !== null && 'kind' in message
}

/** The search body on the calling thread, with a clock that goes on at every look. */
export class SearchesHere implements Threads {
  started = 0
  #listener: ThreadListener | null = null
  #hear: (message: ToSearch) => void = () => undefined
  readonly #load: () => Promise<unknown>

  constructor(load = () => Promise.reject<unknown>(new Error('no files here'))) {
    this.#load = load
  }

  start(_name: string, listener: ThreadListener) {
    this.started += 1
    this.#listener = listener
    let millis = 0
    runSearchBody({
      clock: { nowMillis: () => (millis += 30), yield: () => Promise.resolve() },
      onMessage: heard => (this.#hear = heard),
      post: message => {
        listener.message(structuredClone(message))
      },
      files: { load: this.#load, placeOf: () => '' },
    })
    return {
      post: (message: unknown) => {
        if (isToSearch(message)) this.#hear(structuredClone(message))
      },
      isAsleep: () => false,
      terminate: () => Promise.resolve(),
    }
  }

  die(): void {
    this.#hear({ kind: 'stop' }) // what is dead searches no more
    this.#listener?.exit({ code: 1, error: 'Error: out of memory' })
  }
}
