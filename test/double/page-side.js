// @ts-check

/**
 * Runs in each of the double's documents before any script of its own, in the page's world: gives the preload script what
 * a sandboxed one has, and runs it. It is sent as text, so it may use nothing from around it.
 *
 * Chromium tells nobody that the other end of a port is gone; Electron does, by a `close` event. So the ports that the
 * preload script hands on to the page are followed to where they arrive, and get that event here.
 *
 * @typedef {{ readonly data: unknown, readonly ports: readonly Port[] }} Heard
 * @typedef {{ onmessage: ((event: Heard) => void) | null, postMessage(data: unknown): void, close(): void,
 *   dispatchEvent(event: object): boolean }} Port
 * @typedef {(...args: unknown[]) => unknown} Listener
 * @typedef {{ kind: 'ipc', channel: string, args: unknown[], ports: number[] } | { kind: 'port', port: number, data: unknown }
 *   | { kind: 'port-closed', port: number }} FromMain
 * @typedef {{ top: unknown, doubleCall(call: object): Promise<unknown>, open: unknown,
 *   postMessage(data: unknown, origin: string, ports?: readonly Port[]): void,
 *   addEventListener(name: string, listener: (event: Heard) => void): void,
 *   doubleHear: (message: FromMain) => void, MessageChannel: new () => { port1: Port, port2: Port } }} Page
 *
 * @param {{ preload: string, platform: string }} program
 */
export function pageSide({ preload, platform }) {
  const page = /** @type {Page} */ (/** @type {unknown} */ (globalThis)) // runs in pages only
  // Preload scripts are for main frames.
  if (page.top !== globalThis) return

  /** @type {Map<string, Listener[]>} */
  const listeners = new Map()
  /** This side's ends, by the number that the main process knows a port by. @type {Map<number, Port>} */
  const held = new Map()
  /** @type {Map<Port, number>} */
  const numbers = new Map()
  /** Of each message that carries ports, in order. @type {number[][]} */
  const onTheirWay = []
  /** The page's ends. @type {Map<number, Port>} */
  const arrived = new Map()
  void page.doubleCall({ kind: 'document' })

  /** @param {number} port */
  function receivePort(port) {
    const { port1, port2 } = new page.MessageChannel()
    port1.onmessage = ({ data }) => void page.doubleCall({ kind: 'port', port, data })
    held.set(port, port1)
    numbers.set(port2, port)
    return port2
  }

  const { postMessage } = page
  page.postMessage = (data, origin, ports = []) => {
    const sent = ports.flatMap(port => numbers.get(port) ?? [])
    if (sent.length > 0) onTheirWay.push(sent)
    postMessage(data, origin, ports)
  }
  page.addEventListener('message', ({ ports }) => {
    if (ports.length === 0) return
    for (const [index, number] of (onTheirWay.shift() ?? []).entries()) {
      const port = ports[index]
      if (port === undefined) continue
      arrived.set(number, port)
      const close = port.close.bind(port)
      port.close = () => {
        close()
        held.delete(number)
        void page.doubleCall({ kind: 'port-closed', port: number })
      }
    }
  })

  page.doubleHear = message => {
    switch (message.kind) {
      case 'ipc': {
        const event = { ports: message.ports.map(receivePort) }
        for (const listener of listeners.get(message.channel) ?? []) listener(event, ...message.args)
        return
      }
      case 'port':
        held.get(message.port)?.postMessage(message.data)
        return
      case 'port-closed':
        arrived.get(message.port)?.dispatchEvent(new Event('close'))
        held.delete(message.port)
        arrived.delete(message.port)
    }
  }

  const ipcRenderer = {
    /** @param {string} channel @param {Listener} listener */
    on(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
    },
    /** @param {string} channel @param {unknown[]} args */
    invoke: (channel, ...args) => page.doubleCall({ kind: 'invoke', channel, args }),
    /** @param {string} channel @param {unknown[]} args */
    send: (channel, ...args) => void page.doubleCall({ kind: 'send', channel, args }),
  }

  const contextBridge = {
    /** Copies arrive on the other side, and cannot be changed. @param {string} name @param {object} api */
    exposeInMainWorld(name, api) {
      Object.defineProperty(globalThis, name, { value: Object.freeze({ ...api }), enumerable: true })
    },
  }

  // A page that calls it gets a window or null at once; only the second can be modelled.
  page.open = /** @param {string} url */ url => {
    void page.doubleCall({ kind: 'open', url: String(url) })
    return null
  }

  /** @type {{ (name: string): unknown }} what a sandboxed preload script may load */
  const require = name => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`)
    return { contextBridge, ipcRenderer }
  }
  new Function('require', 'module', 'exports', 'process', preload)(require, { exports: {} }, {}, { platform })
}
