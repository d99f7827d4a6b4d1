import type { OpenLab } from '../engine/index.ts'
import { nodeClock } from '../node/clock.ts'
import { nodeMachine } from '../node/machine.ts'
import { endProcess, type PagePort, type ParentPort } from '../node/processes.ts'
import type { BorrowedPrinter } from './borrowed-printer.ts'
import { Desk } from './desk.ts'
import type { FromHost, HostBeginning, ToHost } from './host-control.ts'
import type { PageConnection } from './page-connection.ts'

/** Opens the lab of a host process, as its beginning says. */
export type OpenHostLab = (beginning: HostBeginning) => OpenLab

/**
 * The body of an engine host in a process of its own: one lab, one desk, pages that come by number or by port.
 * @param printer what the lab prints with, where that is the shell
 * @param parent calls {@link HostEnd.end} through its own means when the shell is gone
 */
export function serveDesk(parent: ParentPort, openLab: OpenHostLab, printer: BorrowedPrinter | null = null): HostEnd {
  const pages = new Map<number, NumberedPage>()
  let host: { readonly lab: OpenLab; readonly desk: Desk } | null = null
  const early: PagePort[] = []
  const say = (message: FromHost): void => {
    parent.post(message)
  }

  parent.onPagePort(port => {
    if (host === null) early.push(port)
    else host.desk.connect(portConnection(port))
  })
  parent.onMessage(message => {
    if (!isToHost(message)) return
    switch (message.kind) {
      case 'begin':
        host = begin(message.beginning, say, openLab)
        for (const port of early.splice(0)) host.desk.connect(portConnection(port))
        return
      case 'page-opened': {
        const page = new NumberedPage(message.page, say)
        pages.set(message.page, page)
        host?.desk.connect(page)
        return
      }
      case 'page-message':
        pages.get(message.page)?.hear(message.message)
        return
      case 'page-closed':
        pages.get(message.page)?.gone()
        pages.delete(message.page)
        return
      case 'ping':
        say({ kind: 'pong' })
        return
      case 'rebuild-pool':
        // A refusal (a run goes on) shows in the pool that stays as it is; whoever has a screen asks there.
        void host?.lab.rebuildPool().catch(() => undefined)
        return
      case 'stop':
        void host?.lab.stop()
        return
      case 'close':
        end()
        return
      case 'printed':
        printer?.heard(message.job, message.answer)
        return
      case 'task-process-ended':
      // whoever asked for the process hears of it
    }
  })
  return { end }

  function end(): void {
    if (host === null) endProcess()
    void host.lab.close().finally(endProcess)
  }
}

export interface HostEnd {
  /** Ends the lab and then the process. */
  readonly end: () => void
}

function begin(
  beginning: HostBeginning,
  say: (message: FromHost) => void,
  openLab: OpenHostLab,
): { lab: OpenLab; desk: Desk } {
  const lab = openLab(beginning)
  // The run that the host before this one died of: it was begun in the history, and nobody else can end it there.
  if (beginning.last?.state === 'crashed') void lab.keep(beginning.last)
  const desk = new Desk({
    lab,
    machine: nodeMachine(),
    after: (millis, expire) => nodeClock.after(millis, expire),
    last: beginning.last,
    restart: beginning.restart,
    shell: {
      runEvent: event => {
        say({ kind: 'run-event', event })
      },
      stopAsked: () => {
        say({ kind: 'stop-asked' })
      },
      sweepGoesOn: sweepId => {
        say({ kind: 'sweep-goes-on', sweepId })
      },
      coresKeptFree: cores => {
        say({ kind: 'cores-kept-free', cores })
      },
      failed: why => {
        say({ kind: 'failed', why })
      },
    },
  })
  return { lab, desk }
}

/** A page whose messages come through the shell's process. */
class NumberedPage implements PageConnection {
  readonly #page: number
  readonly #say: (message: FromHost) => void
  #listener: (message: unknown) => void = () => undefined
  #onClose: () => void = () => undefined

  constructor(page: number, say: (message: FromHost) => void) {
    this.#page = page
    this.#say = say
  }

  post(message: object): void {
    this.#say({ kind: 'to-page', page: this.#page, message })
  }

  frame(cells: Float64Array): void {
    this.#say({ kind: 'frame-to-page', page: this.#page, cells })
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener
  }

  onClose(listener: () => void): void {
    this.#onClose = listener
  }

  close(): void {
    this.#say({ kind: 'hang-up', page: this.#page })
  }

  hear(message: unknown): void {
    this.#listener(message)
  }

  gone(): void {
    this.#onClose()
  }
}

/** A page with a port of its own. */
function portConnection(port: PagePort): PageConnection {
  return {
    post(message) {
      port.postMessage(message)
    },
    frame(cells) {
      port.postMessage(cells)
    },
    onMessage(listener) {
      port.on('message', event => {
        listener(event.data)
      })
      port.start()
    },
    onClose(listener) {
      port.on('close', listener)
    },
    close() {
      port.close()
    },
  }
}

/** Only our own shell speaks on this channel; anything else is not for us. */
function isToHost(message: unknown): message is ToHost {
  return typeof message === 'object' && message !== null && 'kind' in message
}
