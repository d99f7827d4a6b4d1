import type { CallingFrame, PageCall, PageRequest, RequestAnswer } from '../wire.ts'
import { app } from './app.ts'
import { invoked } from './ipc-main.ts'
import { decided, pages } from './link.ts'
import { HeldPorts } from './message-ports.ts'
import { ModelledEmitter, PreventableEvent, checkKeys, modelled } from './modelled.ts'
import { answerRequest } from './session.ts'

type WindowOpenHandler = (details: { readonly url: string }) => { readonly action: string }

/** The page of a window, as the main process knows it. */
export class WebContentsModel extends ModelledEmitter {
  readonly face: object = modelled('webContents', this)
  readonly id: number
  #isDestroyed = false
  // As the original: what nobody denies is opened.
  #windowOpen: WindowOpenHandler = () => ({ action: 'allow' })
  readonly #ports: HeldPorts

  constructor(window: number) {
    super('webContents', [
      'will-navigate',
      'will-redirect',
      'will-frame-navigate',
      'will-attach-webview',
      'did-finish-load',
    ])
    this.id = window
    this.#ports = new HeldPorts({
      message: (port, data) => void pages.toPage.asEvent(window, { kind: 'port', port, data }),
      closed: port => void pages.toPage.asEvent(window, { kind: 'port-closed', port }),
    })
    app.emit('web-contents-created', new PreventableEvent(), this.face)
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  send(channel: string, ...args: readonly unknown[]): void {
    void pages.toPage.asEvent(this.id, { kind: 'ipc', channel, args, ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    void pages.toPage.asEvent(this.id, { kind: 'ipc', channel, args: [message], ports: this.#ports.take(transfer) })
  }

  reload(): void {
    void pages.reload(this.id)
  }

  printToPDF(options: object): Promise<Uint8Array> {
    checkKeys('printToPDF', options, ['printBackground', 'preferCSSPageSize'])
    return pages.print(this.id, 'pdf')
  }

  async capturePage(): Promise<object> {
    const png = await pages.print(this.id, 'png')
    return modelled('NativeImage', { toPNG: () => png })
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpen = handler
  }

  /** A page wants a window; the double can only show that it gets none. */
  openWindow(url: string): void {
    decided('window-open', url, this.#windowOpen({ url }).action !== 'deny')
  }

  attachWebview(): boolean {
    const event = new PreventableEvent()
    this.emit('will-attach-webview', event, {}, {})
    return decided('webview', '', !event.defaultPrevented)
  }

  /** A request of the page: perhaps for another document, in which case the program is asked first. */
  async request(request: PageRequest): Promise<RequestAnswer> {
    if (request.isNavigation && !request.byProgram && !this.#mayNavigate(request)) return { kind: 'stay' }
    return answerRequest(request)
  }

  #mayNavigate({ url, isMainFrame }: PageRequest): boolean {
    const event = new PreventableEvent({ url, isMainFrame, isSameDocument: false })
    this.emit('will-frame-navigate', event)
    if (isMainFrame) this.emit('will-navigate', event, url)
    return decided(isMainFrame ? 'navigation' : 'frame-navigation', url, !event.defaultPrevented)
  }

  async hear(frame: CallingFrame, call: PageCall): Promise<unknown> {
    switch (call.kind) {
      case 'document':
        this.#ports.closeAll()
        return undefined
      case 'invoke':
        return await invoked(call.channel, this.#event(frame), call.args)
      case 'send':
        // Electron drops what nobody listens to; and nobody does, for ipcMain here takes no listeners.
        return undefined
      case 'port':
        this.#ports.send(call.port, call.data)
        return undefined
      case 'port-closed':
        this.#ports.close(call.port)
        return undefined
    }
  }

  destroyed(): void {
    this.#isDestroyed = true
    this.#ports.closeAll()
  }

  #event({ url, isMainFrame }: CallingFrame): object {
    const parent = isMainFrame ? null : modelled('senderFrame.parent', { parent: null })
    return modelled('event', { sender: this.face, senderFrame: modelled('senderFrame', { url, parent }) })
  }
}
