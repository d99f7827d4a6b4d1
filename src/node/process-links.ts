import type { Socket } from 'node:net'
import type { MessagePort } from 'node:worker_threads'
import { LabError } from '../base/errors.ts'
import type { Processes, ProcessLink } from '../engine/ports.ts'
import { frameOf, FrameReader } from './frames.ts'
import { listenForProcess, type LocalListener } from './local-listener.ts'
import { asProcessNews, type ProcessRequest } from './process-requests.ts'

/** A process that has not come by then will not. */
const LINKED_WITHIN_MILLIS = 30_000
/** From the end of a line to the news of what ended it. */
const NEWS_WITHIN_MILLIS = 500

/**
 * Processes for the calling worker thread. The thread that started it starts them too, for not every thread may; tasks go
 * straight through a local socket.
 */
export function processLinks(parent: MessagePort): Processes {
  const links = new Map<number, Link>()
  let asked = 0
  const ask = (request: ProcessRequest): void => {
    parent.postMessage(request)
  }
  parent.on('message', (message: unknown) => {
    const news = asProcessNews(message)
    if (news === undefined) return
    if (news.kind === 'process-started') links.get(news.process)?.started(news.pid)
    else links.get(news.process)?.end(news.why)
  })
  return {
    async start() {
      asked += 1
      const process = asked
      const link = new Link(() => {
        links.delete(process)
        ask({ kind: 'process-unwanted', process })
      })
      links.set(process, link)
      const { address, token } = await link.listen()
      ask({ kind: 'process-wanted', process, address, token })
      return link.linked()
    },
    close() {
      for (const link of links.values()) link.kill()
    },
  }
}

/** One process, from its being asked for until it is gone. */
class Link implements ProcessLink {
  pid: number | null = null
  readonly #onEnd: () => void
  readonly #arrived = Promise.withResolvers<undefined>()
  #listener: LocalListener | null = null
  #tasks: Socket | null = null
  #life: Socket | null = null
  #ended: string | null = null
  readonly #listeners: ((message: unknown) => void)[] = []
  readonly #goneListeners: ((why: string) => void)[] = []

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  async listen(): Promise<LocalListener> {
    this.#listener = await listenForProcess({
      tasks: socket => {
        this.#tasks = socket
        this.#serve(socket)
        this.#complete()
      },
      life: socket => {
        this.#life = socket
        socket.resume()
        this.#complete()
      },
    })
    return this.#listener
  }

  /** @throws {LabError} POOL_START_FAILED */
  async linked(): Promise<this> {
    const late = setTimeout(() => {
      this.end(`it was not there after ${String(LINKED_WITHIN_MILLIS)} ms`)
    }, LINKED_WITHIN_MILLIS)
    await this.#arrived.promise
    clearTimeout(late)
    if (this.#ended === null) return this
    throw new LabError('POOL_START_FAILED', `a process for tasks does not start: ${this.#ended}`, {
      suggestion: 'interleave doctor',
    })
  }

  started(pid: number | null): void {
    this.pid = pid
  }

  post(message: unknown): void {
    if (this.#ended !== null || this.#tasks === null) return
    const [head, body] = frameOf(message)
    this.#tasks.cork()
    this.#tasks.write(head ?? '')
    this.#tasks.write(body ?? '')
    this.#tasks.uncork()
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener)
  }

  onGone(listener: (why: string) => void): void {
    if (this.#ended === null) this.#goneListeners.push(listener)
    else listener(this.#ended)
  }

  kill(): void {
    this.end('it was ended')
  }

  /** It is gone, or is to be: a process whose lines are closed ends itself. */
  end(why: string): void {
    if (this.#ended !== null) return
    this.#ended = why
    this.#listener?.close()
    this.#tasks?.destroy()
    this.#life?.destroy()
    this.#onEnd()
    this.#arrived.resolve(undefined)
    for (const listener of this.#goneListeners) listener(why)
  }

  #serve(socket: Socket): void {
    const reader = new FrameReader(message => {
      for (const listener of this.#listeners) listener(message)
    })
    socket.on('data', chunk => {
      reader.push(chunk)
    })
    // How it ended comes from the one that started it, a moment later.
    socket.on('close', () => {
      setTimeout(() => {
        this.end('its line is closed')
      }, NEWS_WITHIN_MILLIS)
    })
  }

  /** No task before both lines are there: a process that computes would not notice that it is alone. */
  #complete(): void {
    if (this.#tasks === null || this.#life === null) return
    this.#listener?.close()
    this.#arrived.resolve(undefined)
  }
}
