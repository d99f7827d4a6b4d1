import { serve } from './link.ts'
import { ModelledEmitter, modelled } from './modelled.ts'

type Handler = (event: object, ...args: readonly unknown[]) => unknown

class IpcMainModel extends ModelledEmitter {
  readonly #handlers = new Map<string, Handler>()

  constructor() {
    // The program has no other listeners than handlers; a raw one would throw here.
    super('ipcMain', [])
    serve({ ipcChannels: () => [...this.#handlers.keys()] })
  }

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }

  /** A page calls. */
  async invoked(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    return structuredClone(await handler(event, ...args))
  }
}

const model = new IpcMainModel()

export const invoked = model.invoked.bind(model)

export const ipcMain = modelled('ipcMain', model)
